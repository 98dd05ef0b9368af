"""The inbox of the product: what someone is told, how and when each thing also reaches them by mail."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.identifiers import public_reference


class Rhythm(models.TextChoices):
    """How soon a kind of message also comes by mail."""

    NOW = "now", _("Tout de suite")
    DAILY = "daily", _("Dans le résumé du jour")
    WEEKLY = "weekly", _("Dans le résumé de la semaine")
    NEVER = "never", _("Jamais par mail")


class Zone(models.TextChoices):
    """Where France lives: quiet hours and digests follow the person's clock."""

    PARIS = "Europe/Paris", _("France hexagonale et Corse")
    GUADELOUPE = "America/Guadeloupe", _("Guadeloupe, Saint-Martin et Saint-Barthélemy")
    MARTINIQUE = "America/Martinique", _("Martinique")
    GUYANE = "America/Cayenne", _("Guyane")
    REUNION = "Indian/Reunion", _("La Réunion")
    MAYOTTE = "Indian/Mayotte", _("Mayotte")
    MIQUELON = "America/Miquelon", _("Saint-Pierre-et-Miquelon")
    NOUMEA = "Pacific/Noumea", _("Nouvelle-Calédonie")
    TAHITI = "Pacific/Tahiti", _("Polynésie française")
    WALLIS = "Pacific/Wallis", _("Wallis-et-Futuna")


class Day(models.IntegerChoices):
    """The day of the weekly digest, as `date.weekday()` counts."""

    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")
    SATURDAY = 5, _("samedi")
    SUNDAY = 6, _("dimanche")


class Notice(models.Model):
    """One line in someone's inbox of the product, with the page where it is dealt with."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=80)
    # What happened, in the words of the room that tells it: the same event is never told twice to the same person.
    event = models.CharField(max_length=80, blank=True)
    # The thing that it is about, and its name then.
    reference = models.CharField(max_length=80, blank=True)
    thing = models.CharField(max_length=200, blank=True)
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
        constraints = [models.UniqueConstraint(fields=["person", "kind", "event"], condition=~Q(event=""), name="notice_event_once")]
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

    @property
    def shown_reference(self) -> str:
        """The reference, when it is one that people know."""
        return public_reference(self.reference)

    @property
    def is_late(self) -> bool:
        """Whether it was expected before today."""
        return self.due_on is not None and self.due_on < clock.today()


class Choice(models.Model):
    """How soon a person wants one kind by mail. Without a row, the kind's own default holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["person_id", "kind"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.rhythm}"


class Mute(models.Model):
    """A person wants no more news of one thing. What is expected of them about it still comes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    reference = models.CharField(max_length=80)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["person_id", "reference"]
        constraints = [models.UniqueConstraint(fields=["person", "reference"], name="mute_once")]

    def __str__(self) -> str:
        return self.reference


class Habit(models.Model):
    """When a person wants mail: their zone, the hours when nothing comes, the moment of digests. Defaults hold without a row."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="habit", primary_key=True)
    zone = models.CharField(max_length=40, choices=Zone, default=Zone.PARIS)
    # Nothing comes from one to the other, over midnight if need be; equal means no quiet hours.
    quiet_from = models.TimeField(default=dt.time(21))
    quiet_until = models.TimeField(default=dt.time(7))
    digest_at = models.TimeField(default=dt.time(8))
    weekly_on = models.PositiveSmallIntegerField(choices=Day, default=Day.MONDAY)
    # The link in a digest stops them all; kinds keep their rhythm for the day when digests are wanted again.
    is_digest_stopped = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekly_on__lte=6), name="habit_weekday")]

    def __str__(self) -> str:
        return self.zone


class Digest(models.Model):
    """One mail that gathers what waited. At most one for each day of the person's own calendar."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    on = models.DateField()
    # The message in the mail room; it is written when it leaves, from what still holds then.
    mail_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return self.on.isoformat()


class Delivery(models.Model):
    """A notice on its way to a person's mailbox: with its own message, or in a digest. Once for each notice."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Attend le résumé")
        SENT = "sent", _("Confié au courrier")
        MOOT = "moot", _("Devenu inutile")

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="delivery")
    state = models.CharField(max_length=8, choices=State)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    # When the digest that takes it may leave.
    due_at = models.DateTimeField(default=clock.now)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, blank=True, related_name="deliveries")
    # Its own message, when it does not wait for a digest.
    mail_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="waiting") | Q(digest=None, mail_key=None), name="delivery_waiting_is_not_sent"),
        ]

    def __str__(self) -> str:
        return self.state
