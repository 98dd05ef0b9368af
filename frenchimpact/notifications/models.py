"""The inbox of the product: what someone is told, and what is expected of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation

from frenchimpact.core import clock


class Notice(models.Model):
    """One line in someone's inbox of the product, with the page where it is dealt with."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=40, blank=True)
    text_fr = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    # Something is expected of the person, before that date when there is one.
    is_task = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_person_created"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["kind", "reference"], condition=Q(is_task=True, done_at=None), name="notice_task_open"),
        ]

    def __str__(self) -> str:
        return self.text_fr

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return self.text_en if translation.get_language() == "en" else self.text_fr


class Mute(models.Model):
    """A person wants no mail of that kind. The notice still stands in their inbox."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["person_id", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="mute_once")]

    def __str__(self) -> str:
        return self.kind
