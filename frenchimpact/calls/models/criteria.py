"""On what applications are judged, and who may apply: both as data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models.calls import Call


class Criterion(models.Model):
    """One line of the jury's grid: scored from 0 to `scale`, with anchors in words, counted by its weight.

    A mean under `eliminatory_below` eliminates the file whatever its total. An independent criterion is scored and shown
    but counts in no total.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    help = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField()
    scale = models.PositiveSmallIntegerField(default=5)
    # What each score means: "0" → words, "5" → words.
    anchors = models.JSONField(default=dict, blank=True)
    # What to do first for who is not there yet: read by those who check whether they are ready, not by the jury.
    next_step = models.TextField(blank=True)
    eliminatory_below = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    is_independent = models.BooleanField(default=False)

    class Meta:
        ordering = ["call_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="criterion_code_once"),
            models.CheckConstraint(condition=Q(weight__lte=100, scale__range=(1, 20)), name="criterion_weight_scale"),
            models.CheckConstraint(condition=Q(is_independent=True) | Q(weight__gt=0), name="criterion_counts"),
            models.CheckConstraint(
                condition=Q(eliminatory_below=None) | Q(eliminatory_below__gt=0, eliminatory_below__lte=models.F("scale")),
                name="criterion_threshold_in_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EligibilityRule(models.Model):
    """A condition to apply, as data: evaluated live, explained, and never refusing anyone by itself."""

    class Subject(models.TextChoices):
        AGE = "age", _("Ancienneté de la structure, en années")
        BUDGET = "budget", _("Budget annuel, en euros")
        LEGAL_FORM = "legal_form", _("Forme juridique")
        KIND = "kind", _("Type de structure")
        PERIMETER = "perimeter", _("Territoire d’action")
        COLLECTIVE = "collective", _("Composition du collectif")
        EARLIER_LABEL = "earlier_label", _("Label déjà obtenu")
        DECLARED = "declared", _("Condition déclarée par le candidat")

    call = models.ForeignKey(Call, models.CASCADE, related_name="eligibility_rules")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=14, choices=Subject)
    # By subject: {"min": 3, "max": …} for numbers; {"codes": […]} for forms, kinds and places;
    # {"count": 3, "kinds": […]} for a collective; {"answer": "no"} for a yes or no.
    # "answer_key" is the question of the form by which it is computed on a file.
    wanted = models.JSONField(default=dict, blank=True)
    # The question put to someone who checks whether they are ready, and where to look when they are not.
    question = models.CharField(max_length=300)
    advice = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["call_id", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="eligibility_code_once")]

    def __str__(self) -> str:
        return self.question
