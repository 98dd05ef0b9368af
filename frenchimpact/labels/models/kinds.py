"""Kinds of labels: data, so that a programme adds its own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

# A holder has at least that many days to answer before a label is withdrawn (fair hearing, art. L. 121-1 and L. 122-1 CRPA).
LEAST_REPLY_DAYS = 15


def _reminders() -> list[int]:
    return [6, 3, 1]


class LabelKind(models.Model):
    """One kind of label: who may hold it, what it recognises, how long it lasts and how it is renewed."""

    class Holder(models.TextChoices):
        ORGANISATION = "organisation", _("Une structure")
        TERRITORY = "territory", _("Un territoire")

    code = models.SlugField(max_length=40, unique=True)
    holder = models.CharField(max_length=12, choices=Holder)
    fr = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
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

    def in_language(self, prefix: str) -> str:
        """A text of the kind in the language in force: `prefix` is "", "note_" or "criteria_"."""
        return str(getattr(self, prefix + ("en" if translation.get_language() == "en" else "fr")))

    @property
    def note(self) -> str:
        """What the label recognises."""
        return self.in_language("note_")

    @property
    def criteria(self) -> list[str]:
        """What must be met."""
        return [line for line in self.in_language("criteria_").split("\n") if line.strip()]
