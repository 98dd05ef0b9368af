"""The registry of open methods: methods, their versions as folders of text, and the indicators that they define."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models import Organisation


class Method(models.Model):
    """A way of measuring, by its name. What it says stands in its versions."""

    slug = models.SlugField(max_length=60, unique=True)
    # Whose it is; nobody's: the programme's.
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="methods")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class MethodVersion(models.Model):
    """One version: its files as they are. Once published, never rewritten: what was measured with it can always be computed again."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        SUBMITTED = "submitted", _("À relire")
        PUBLISHED = "published", _("Publiée")
        WITHDRAWN = "withdrawn", _("Retirée")

    FLOW = Flow(
        {
            "submit": (["draft"], "submitted"),
            "send_back": (["submitted"], "draft"),
            "publish": (["submitted"], "published"),
            "withdraw": (["published"], "withdrawn"),
        }
    )

    method = models.ForeignKey(Method, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    # The number in figures, so that 1.10.0 comes after 1.9.0.
    rank = ArrayField(models.PositiveSmallIntegerField(), size=3)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    state_reason = models.CharField(max_length=500, blank=True)
    # Another method's version that it comes from.
    derived_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="forks")
    # Path → text, byte for byte; and what method.toml says, as data.
    files = models.JSONField()
    content = models.JSONField()
    # The intrinsic identifier of the folder (SWHID).
    swhid = models.CharField(max_length=60)
    title_fr = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    domain = models.CharField(max_length=60)
    sdgs = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    evidence = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["method_id", "-rank"]
        constraints = [
            models.UniqueConstraint(fields=["method", "number"], name="method_version_once"),
            models.CheckConstraint(condition=Q(evidence__lte=5), name="method_version_evidence"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"], published_at=None)
                | Q(state__in=["published", "withdrawn"], published_at__isnull=False),
                name="method_version_published_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method.slug}@{self.number}"

    @property
    def title(self) -> str:
        """In the language of the page."""
        return self.title_en if translation.get_language() == "en" else self.title_fr


class Indicator(models.Model):
    """One thing that is counted, in one version of its definition. Values are only put together within one. Never rewritten."""

    class Direction(models.TextChoices):
        UP = "up", _("Doit augmenter")
        DOWN = "down", _("Doit baisser")
        NONE = "none", _("Sans sens voulu")

    class Aggregation(models.TextChoices):
        SUM = "sum", _("Les valeurs s’additionnent")
        MEAN = "mean", _("Moyenne des valeurs")
        RATIO = "ratio", _("Rapport de deux totaux")
        LAST = "last", _("Dernière valeur de chacun, additionnées")
        DISTINCT = "distinct", _("Personnes comptées une fois par projet et par an")
        NONE = "none", _("Ne se regroupe pas")

    class Frequency(models.TextChoices):
        ONCE = "once", _("Une fois")
        YEAR = "year", _("Chaque année")
        QUARTER = "quarter", _("Chaque trimestre")
        MONTH = "month", _("Chaque mois")

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    # The method that defined it first; others may use it as it is.
    method = models.ForeignKey(Method, models.PROTECT, related_name="indicators")
    name_fr = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    definition_fr = models.TextField()
    definition_en = models.TextField()
    unit = models.CharField(max_length=40)
    direction = models.CharField(max_length=4, choices=Direction)
    aggregation = models.CharField(max_length=8, choices=Aggregation)
    frequency = models.CharField(max_length=8, choices=Frequency)
    disaggregations = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    minimum = models.DecimalField(max_digits=28, decimal_places=12, null=True, blank=True)
    maximum = models.DecimalField(max_digits=28, decimal_places=12, null=True, blank=True)
    numerator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    denominator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    sdg = models.PositiveSmallIntegerField(null=True, blank=True)
    sdgs_concerned = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    iris = ArrayField(models.CharField(max_length=6), default=list, blank=True)

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_once"),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=models.F("maximum")), name="indicator_bounds"
            ),
            models.CheckConstraint(
                condition=~Q(aggregation="ratio") | Q(numerator__isnull=False, denominator__isnull=False), name="indicator_ratio_of_what"
            ),
            models.CheckConstraint(condition=~Q(unit="%") | ~Q(aggregation__in=["sum", "distinct"]), name="indicator_no_sum_of_percents"),
        ]

    def __str__(self) -> str:
        return self.name_en if translation.get_language() == "en" else self.name_fr

    @property
    def definition(self) -> str:
        """What is counted and what is not, in the language of the page."""
        return self.definition_en if translation.get_language() == "en" else self.definition_fr

    @property
    def pinned(self) -> str:
        """« beneficiaires_directs@1 »."""
        return f"{self.code}@{self.version}"


class Use(models.Model):
    """That a version of a method counts an indicator, at its place in it."""

    version = models.ForeignKey(MethodVersion, models.PROTECT, related_name="uses")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "indicator"], name="indicator_used_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.indicator_id}"
