"""Kinds of labels: data, so that a programme adds its own; and what each said over time."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock

# A holder has at least that many days to answer before a label is withdrawn (fair hearing, art. L. 121-1 and L. 122-1 CRPA).
LEAST_REPLY_DAYS = 15
# What a kind says that a label keeps as it was when it was given.
TERMS = (
    "note_fr",
    "note_en",
    "criteria_fr",
    "criteria_en",
    "duration_months",
    "renewal_months",
    "reminder_months",
    "reply_days",
)


def _reminders() -> list[int]:
    return [6, 3, 1]


class Terms(models.Model):
    """What a label recognises, how long it lasts and how it is renewed."""

    note_fr = models.TextField()
    note_en = models.TextField()
    # What must be met, one criterion a line.
    criteria_fr = models.TextField()
    criteria_en = models.TextField()
    # How long a label of this kind lasts unless its decision says otherwise.
    duration_months = models.PositiveSmallIntegerField(default=36)
    # The renewal opens so many months before the end, with reminders so many months before it.
    renewal_months = models.PositiveSmallIntegerField(default=6)
    reminder_months = ArrayField(models.PositiveSmallIntegerField(), default=_reminders)
    reply_days = models.PositiveSmallIntegerField(default=LEAST_REPLY_DAYS)

    class Meta:
        abstract = True

    def in_language(self, prefix: str) -> str:
        """A text in the language in force: `prefix` is "note_" or "criteria_"; "" is the name of a kind."""
        return str(getattr(self, prefix + ("en" if translation.get_language() == "en" else "fr")))

    @property
    def note(self) -> str:
        """What the label recognises."""
        return self.in_language("note_")

    @property
    def criteria(self) -> list[str]:
        """What must be met."""
        return [line for line in self.in_language("criteria_").split("\n") if line.strip()]


class LabelKind(Terms):
    """One kind of label: who may hold it, and its terms as they stand for the labels to come."""

    class Holder(models.TextChoices):
        ORGANISATION = "organisation", _("Une structure")
        TERRITORY = "territory", _("Un territoire")

    code = models.SlugField(max_length=40, unique=True)
    holder = models.CharField(max_length=12, choices=Holder)
    fr = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(fr="") & ~Q(en=""), name="label_kind_has_both_languages"),
            models.CheckConstraint(condition=Q(reply_days__gte=LEAST_REPLY_DAYS), name="label_kind_fair_hearing"),
            models.CheckConstraint(condition=Q(duration_months__gt=models.F("renewal_months")), name="label_kind_outlasts_renewal"),
        ]

    def __str__(self) -> str:
        return self.in_language("")


class KindVersion(Terms):
    """The terms of a kind at one time: a label keeps those under which it was given, or last renewed. Append-only."""

    kind = models.ForeignKey(LabelKind, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["kind_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="label_kind_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} v{self.number}"
