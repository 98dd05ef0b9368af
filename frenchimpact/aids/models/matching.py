"""Conditions of aids as rows, and the two narrow tables in which projects and aids meet."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models.catalogue import Aid
from frenchimpact.projects.models import Project


class Bit(models.Model):
    """Which bit of a mask stands for a theme or a public. Given once, never reused: masks already written keep their meaning."""

    class Scheme(models.TextChoices):
        THEME = "theme", "Thème"
        PUBLIC = "public", "Public"

    scheme = models.CharField(max_length=10, choices=Scheme)
    code = models.CharField(max_length=60)
    number = models.SmallIntegerField()

    class Meta:
        ordering = ["scheme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="aid_bit_code"),
            models.UniqueConstraint(fields=["scheme", "number"], name="aid_bit_number"),
            models.CheckConstraint(condition=Q(number__range=(0, 62)), name="aid_bit_fits"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class Rule(models.Model):
    """One condition of an aid: a subject, and the values or the bounds that it accepts. Places are `AidPlace` rows."""

    class Subject(models.TextChoices):
        FORM = "form", _("Forme de la structure")
        STAGE = "stage", _("Étape du projet")
        THEME = "theme", _("Thèmes")
        PUBLIC = "public", _("Publics")
        BUDGET = "budget", _("Budget annuel, en euros")
        AMOUNT = "amount", _("Montant recherché, en euros")
        AGE = "age", _("Ancienneté de la structure, en mois")
        EMPLOYEES = "employees", _("Emplois, en équivalent temps plein")
        EVIDENCE = "evidence", _("Niveau de preuve")
        QUALIFIED = "qualified", _("Projet qualifié par le programme")

    LISTED = ("form", "stage", "theme", "public")
    BOUNDED = ("budget", "amount", "age", "employees", "evidence")

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="rules")
    subject = models.CharField(max_length=10, choices=Subject)
    # Accepted codes, for a listed subject.
    values = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # Accepted bounds, included, for a bounded subject.
    minimum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # A wish only orders the results: it leaves nobody out. For themes and publics.
    is_wish = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["aid_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["aid", "subject", "is_wish"], name="aid_rule_once"),
            models.CheckConstraint(
                condition=(Q(subject__in=("form", "stage", "theme", "public")) & Q(values__len__gte=1, minimum=None, maximum=None))
                | (
                    Q(subject__in=("budget", "amount", "age", "employees", "evidence"), values=[])
                    & (Q(minimum__isnull=False) | Q(maximum__isnull=False))
                )
                | Q(subject="qualified", values=[], minimum=None, maximum=None),
                name="aid_rule_says_something",
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum")), name="aid_rule_bounds_in_order"
            ),
            models.CheckConstraint(condition=Q(minimum=None) | Q(minimum__gte=0), name="aid_rule_not_negative"),
            models.CheckConstraint(condition=Q(is_wish=False) | Q(subject__in=("theme", "public")), name="aid_rule_wish_of_theme"),
        ]

    def __str__(self) -> str:
        return self.get_subject_display()


class Terms(models.Model):
    """A published aid as the matching reads it, compiled from its rules and places (actions/compiling.py).

    Masks: one bit per code, as `Bit` gives them; -1 accepts everything. Bounds: none when there is none.
    """

    aid = models.OneToOneField(Aid, models.CASCADE, primary_key=True, related_name="terms")
    forms = models.BigIntegerField(default=-1)
    stages = models.BigIntegerField(default=-1)
    themes = models.BigIntegerField(default=-1)
    publics = models.BigIntegerField(default=-1)
    liked_themes = models.BigIntegerField(default=0)
    liked_publics = models.BigIntegerField(default=0)
    # Ids of the places where it applies; of these with all that contains them; of those left out.
    places = ArrayField(models.IntegerField())
    places_up = ArrayField(models.IntegerField())
    excluded = ArrayField(models.IntegerField(), default=list)
    # How precise its ground is: 1 country, 2 region, 3 department, 4 smaller.
    nearness = models.SmallIntegerField()
    budget_min = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    budget_max = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount_min = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount_max = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    age_min = models.SmallIntegerField(null=True)
    age_max = models.SmallIntegerField(null=True)
    employees_min = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    employees_max = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    evidence_min = models.SmallIntegerField(null=True)
    evidence_max = models.SmallIntegerField(null=True)
    needs_qualified = models.BooleanField(default=False)
    # How many conditions it has, its ground included.
    conditions_count = models.SmallIntegerField()
    instruments = models.BigIntegerField(default=0)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    # The generic aid of which it is a variant, or itself when it is one: of a family, only one is shown for a place.
    family = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "terms"
        indexes = [models.Index(fields=["family"], condition=Q(family__isnull=False), name="aid_terms_family")]

    def __str__(self) -> str:
        return str(self.aid_id)


class Face(models.Model):
    """A project as the matching reads it: kept by the database itself with each change of what it shows (migration 0002).

    A value that nobody gave is null (or 0 for a mask): the answer is then « unknown », never « no ».
    """

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="face")
    forms = models.BigIntegerField(default=0)
    stage = models.BigIntegerField(default=0)
    themes = models.BigIntegerField(default=0)
    publics = models.BigIntegerField(default=0)
    # Where it acts, and the same with all that contains these places.
    places = ArrayField(models.IntegerField(), default=list)
    places_up = ArrayField(models.IntegerField(), default=list)
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    founded_on = models.DateField(null=True)
    employees = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    evidence = models.SmallIntegerField(null=True)
    is_qualified = models.BooleanField(default=False)
    # Published: it counts for funders. Others are only matched for their own team.
    is_public = models.BooleanField(default=False)

    class Meta:
        indexes = [GinIndex(fields=["places_up"], name="aid_face_places")]

    def __str__(self) -> str:
        return str(self.project_id)
