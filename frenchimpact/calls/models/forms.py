"""The form of a call: versions, sections, questions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.calls.models.calls import Call
from frenchimpact.calls.models.criteria import Criterion
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile


class FormVersion(models.Model):
    """One version of a call's form. Once published it no longer changes; drafts move to the next one with their answers."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="forms")
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # What applicants with a draft are told about this version.
    change_note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["call_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="form_number_once"),
            models.UniqueConstraint(fields=["call"], condition=Q(published_at=None), name="form_one_in_the_making"),
        ]

    def __str__(self) -> str:
        return f"{self.call} v{self.number}"


class Section(models.Model):
    """One topic of the form, one page, one line of the applicant's task list."""

    class Group(models.TextChoices):
        CHECK = "check", _("Vérifier")
        DESCRIBE = "describe", _("Décrire")
        COMMIT = "commit", _("Engager")

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=10, choices=Group, default=Group.DESCRIBE)
    title = models.CharField(max_length=160)
    help = models.TextField(blank=True)
    # 2 is only asked in the full file of a call in two stages.
    stage = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["form_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "code"], name="section_code_once"),
            models.CheckConstraint(condition=Q(stage__in=[1, 2]), name="section_stage"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question: what is asked, in what shape, for which criterion, whom it is shown to, and when it applies.

    `key` stays the same from a version to the next: that is how an answer follows its question.
    """

    class Kind(models.TextChoices):
        LINE = "line", _("Texte court")
        TEXT = "text", _("Texte long")
        NUMBER = "number", _("Nombre")
        MONEY = "money", _("Montant en euros")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choix unique")
        CHOICES = "choices", _("Choix multiple")
        TABLE = "table", _("Tableau de lignes")
        PLACE = "place", _("Lieu")
        PERIMETER = "perimeter", _("Périmètre : plusieurs lieux")
        ORGANISATION = "organisation", _("Structure, par son SIREN")
        FILE = "file", _("Pièce à joindre")
        INDICATOR = "indicator", _("Indicateur : départ et cible")
        HONOUR = "honour", _("Déclaration sur l’honneur")

    class Audience(models.TextChoices):
        """Who reads the answer, beside the applicant."""

        JURY = "jury", _("L’opérateur et le jury")
        OPERATOR = "operator", _("L’opérateur seul")

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    label = models.CharField(max_length=200)
    help = models.TextField(blank=True)
    is_required = models.BooleanField(default=True)
    # Characters of a text; None leaves the product's own limit.
    max_length = models.PositiveIntegerField(null=True, blank=True)
    # Choices: [[code, words], …]. Columns of a table: [[code, words, kind?, choices?], …], between so many rows.
    options = models.JSONField(default=list, blank=True)
    min_rows = models.PositiveSmallIntegerField(default=0)
    max_rows = models.PositiveSmallIntegerField(default=20)
    criterion = models.ForeignKey(Criterion, models.SET_NULL, null=True, blank=True, related_name="questions")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.JURY)
    # The answer tells who applies: it is taken out of an anonymised file.
    is_identifying = models.BooleanField(default=False)
    # The document that applicants download, fill in and give back. Versions and copies of the form share it.
    template = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    # Where a passport already answers: "organisation.name", "project.budget"; empty when nowhere.
    known_from = models.CharField(max_length=60, blank=True)
    # Only asked when the answer to that other question is one of these values.
    condition_key = models.CharField(max_length=60, blank=True)
    condition_values = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["form_id", "section__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "key"], name="question_key_once"),
            models.CheckConstraint(condition=~Q(label=""), name="question_has_label"),
            models.CheckConstraint(
                condition=Q(min_rows__lte=models.F("max_rows"), max_rows__range=(1, 100)), name="question_rows_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(condition_key=models.F("key")) & (Q(condition_key="") | ~Q(condition_values=[])), name="question_condition"
            ),
            models.CheckConstraint(condition=Q(template=None) | Q(kind="file"), name="question_template_of_file"),
        ]

    def __str__(self) -> str:
        return self.label
