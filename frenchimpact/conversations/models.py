"""Conversations: one thing, one circle of people who read it; what they wrote, and up to where each has read."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frenchimpact.core import clock


class ThreadCounter(models.Model):
    """The last number given in a year: M-2026-0001."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Thread(models.Model):
    """What one circle says about one thing. It begins with its first message.

    The thing is named by model and key, as files do: conversations stand on a lower floor than what they are about.
    Who may read and write is asked of the thing's room each time: nobody is written in the thread.
    """

    reference = models.CharField(max_length=20, unique=True)
    owner_model = models.CharField(max_length=100)
    owner_id = models.BigIntegerField()
    # One of the circles that the thing's room declares.
    circle = models.SlugField(max_length=40)
    # What the thing was called at the last message.
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    last_at = models.DateTimeField(default=clock.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner_model", "owner_id", "circle"], name="thread_once"),
            models.CheckConstraint(condition=Q(owner_id__gt=0) & ~Q(owner_model="") & ~Q(circle=""), name="thread_is_about_something"),
        ]

    def __str__(self) -> str:
        return self.reference


class Message(models.Model):
    """What somebody wrote. Append-only."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    text = models.TextField(max_length=20_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # For whom they wrote then: a project, a structure. It stays when the person is forgotten, so that the exchange keeps its sense.
    side = models.CharField(max_length=200)
    came_by_mail = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["thread_id", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text="") & ~Q(side=""), name="thread_message_says_something")]
        indexes = [models.Index(fields=["by", "-at"], name="thread_message_by")]

    def __str__(self) -> str:
        return self.text[:60]


class ReadMark(models.Model):
    """Up to which message somebody has read a conversation."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["thread_id", "person_id"]
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="thread_mark_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.person_id}"
