"""What exists to help projects: aids, where they apply, what changed in them, whether their links still answer."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models.words import Instrument, Origin, Regime
from frenchimpact.core import clock
from frenchimpact.core.fields import Fold
from frenchimpact.core.flows import Flow
from frenchimpact.files.models import StoredFile
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation

_TOLD = Concat("title", Value(" "), "funder_name", Value(" "), "promise", Value(" "), "description", output_field=models.TextField())


class Aid(models.Model):
    """One aid: who offers it, to whom, where, how much, until when. Its conditions are rows of `Rule`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Brouillon")
        # Written by a funder whose first aid an operator reads before it is public.
        SUBMITTED = "submitted", _("En attente de relecture")
        PUBLISHED = "published", _("Publiée")
        WITHDRAWN = "withdrawn", _("Retirée")
        # The same aid as another: only that one is shown, and this one's address leads there.
        MERGED = "merged", _("Réunie à une autre")

    FLOW = Flow(
        {
            "submit": (["draft", "withdrawn"], "submitted"),
            "publish": (["draft", "submitted", "withdrawn"], "published"),
            "send_back": (["submitted"], "draft"),
            "withdraw": (["published", "submitted"], "withdrawn"),
            "merge": (["draft", "submitted", "published", "withdrawn"], "merged"),
        }
    )

    class Rhythm(models.TextChoices):
        ONCE = "once", _("Une seule fois")
        PERMANENT = "permanent", _("Toute l’année")
        RECURRING = "recurring", _("Revient régulièrement")

    class Way(models.TextChoices):
        """How one gets it."""

        APPLICATION = "application", _("Un dossier à déposer")
        INTRODUCTION = "introduction", _("Une mise en relation")

    # Counted per year: AF-2026-0031.
    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=90, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField(max_length=200)
    title_fold = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    # One sentence.
    promise = models.CharField(max_length=180, blank=True)
    description = models.TextField(max_length=5000, blank=True)
    # What a word typed in the list is looked for in: without accents, as names are everywhere.
    told_fold = models.GeneratedField(expression=Fold(_TOLD), output_field=models.TextField(), db_persist=True)
    # Conditions in the funder's own words; what is checked by the machine is in the rules.
    eligibility = models.TextField(max_length=5000, blank=True)
    steps = models.TextField(max_length=5000, blank=True)
    instruments = ArrayField(models.CharField(max_length=30, choices=Instrument), default=list, blank=True)
    origin = models.CharField(max_length=24, choices=Origin, blank=True)
    regime = models.CharField(max_length=20, choices=Regime, default=Regime.UNKNOWN)
    # The organisation of the directory that offers it, or its name as the source writes it.
    funder = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="aids")
    funder_name = models.CharField(max_length=300, blank=True)
    # Those who take part in it, as « dispositif-aide » writes them: [{"nom", "siren", "roles"}].
    partners = models.JSONField(default=list, blank=True)
    programmes = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    # A generic aid is a frame that others adapt to their territory: each of these is its local variant. Never both.
    generic = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="variants")
    is_generic = models.BooleanField(default=False)
    ticket_min = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    ticket_max = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Percent of eligible costs, and how many times one's own funds, that it may reach.
    rate_max = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    own_funds_times = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    amounts_note = models.CharField(max_length=300, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.PERMANENT)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    next_opens_on = models.DateField(null=True, blank=True)
    next_closes_on = models.DateField(null=True, blank=True)
    documents = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    way = models.CharField(max_length=12, choices=Way, default=Way.APPLICATION)
    apply_url = models.URLField(max_length=500, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    # A service, not a person.
    contact = models.CharField(max_length=300, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True)
    # From which feed it came, its key there, and by field where the value comes from: {"title": {"from": "person", "at", "by"}}.
    source = models.ForeignKey("aids.Source", models.PROTECT, null=True, blank=True, related_name="aids")
    source_key = models.CharField(max_length=200, blank=True)
    origins = models.JSONField(default=dict, blank=True)
    # What the source gave and that has no column here: given back in exports.
    extra = models.JSONField(default=dict, blank=True)
    # A print of what the source said last: a line seen again unchanged is left alone.
    source_digest = models.CharField(max_length=32, blank=True, editable=False)
    # Since when its source no longer gives it: a person looks.
    gone_at = models.DateTimeField(null=True, blank=True)
    # Last time that someone, or its source, said that it is still true.
    checked_at = models.DateTimeField(default=clock.now)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    marks = models.JSONField(default=dict, blank=True)
    is_demo = models.BooleanField(default=False)
    places = models.ManyToManyField(Place, through="AidPlace", related_name="+")

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="aid_has_title"),
            models.CheckConstraint(
                condition=Q(ticket_min=None) | Q(ticket_max=None) | Q(ticket_min__lte=F("ticket_max")), name="aid_ticket_in_order"
            ),
            models.CheckConstraint(
                condition=(Q(ticket_min=None) | Q(ticket_min__gte=0)) & (Q(ticket_max=None) | Q(ticket_max__gt=0)),
                name="aid_ticket_positive",
            ),
            models.CheckConstraint(condition=Q(rate_max=None) | Q(rate_max__gt=0, rate_max__lte=100), name="aid_rate_is_percent"),
            models.CheckConstraint(condition=Q(own_funds_times=None) | Q(own_funds_times__gt=0), name="aid_own_funds_positive"),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(opens_on__lte=F("closes_on")), name="aid_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(next_opens_on=None) | Q(next_closes_on=None) | Q(next_opens_on__lte=F("next_closes_on")),
                name="aid_next_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(rhythm="permanent") | Q(closes_on=None), name="aid_permanent_has_no_end"),
            models.CheckConstraint(condition=Q(funder__isnull=False) | ~Q(funder_name=""), name="aid_has_funder"),
            models.CheckConstraint(condition=~Q(status="published") | Q(published_at__isnull=False), name="aid_published_dated"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | ~Q(status="merged") & Q(merged_into=None), name="aid_merged_pair"
            ),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="aid_not_into_itself"),
            models.CheckConstraint(condition=Q(generic=None) | ~Q(generic=F("id")), name="aid_not_its_own_variant"),
            models.CheckConstraint(condition=Q(is_generic=False) | Q(generic=None), name="aid_generic_is_no_variant"),
            models.UniqueConstraint(fields=["source", "source_key"], condition=~Q(source_key=""), name="aid_source_once"),
        ]
        indexes = [
            GinIndex(OpClass(F("title_fold"), name="gin_trgm_ops"), name="aid_title_trigram"),
            models.Index(fields=["closes_on"], condition=Q(status="published"), name="aid_closing"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def funder_words(self) -> str:
        """Who offers it, as it is shown."""
        return self.funder.name if self.funder else self.funder_name


class AidPlace(models.Model):
    """An official place where the aid applies, or that is left out of one where it applies."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="aid_places")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    is_excluded = models.BooleanField(default=False)

    class Meta:
        ordering = ["aid_id", "is_excluded", "pk"]
        constraints = [models.UniqueConstraint(fields=["aid", "place"], name="aid_place_once")]

    def __str__(self) -> str:
        return str(self.place)


class AidChange(models.Model):
    """One field of a public aid changed: what everyone may read on its sheet. Append-only."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    # A person of the funder, an operator, or the feed when there is none.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["aid_id", "-at", "-pk"]

    def __str__(self) -> str:
        return self.field


class LinkCheck(models.Model):
    """One visit to a link of an aid: append-only, so that a link that answers one day in two shows it."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="link_checks")
    url = models.URLField(max_length=500)
    at = models.DateTimeField(default=clock.now, editable=False)
    # HTTP status, or none when nothing answered; the words say why.
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    is_ok = models.BooleanField()
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["aid_id", "url", "-at", "-pk"]
        indexes = [models.Index(fields=["aid", "url", "-at"], name="aid_link_latest")]

    def __str__(self) -> str:
        return self.url


class AidReport(models.Model):
    """Somebody says that an aid is wrong (« Signaler une erreur »)."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="reports")
    text = models.TextField(max_length=2000)
    email = models.EmailField(max_length=254, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class AidDocument(models.Model):
    """A file that the funder gives with its aid: rules, form to fill."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)

    class Meta:
        ordering = ["aid_id", "pk"]

    def __str__(self) -> str:
        return self.title


class AidDay(models.Model):
    """What visitors did with an aid on a day, without anything about them."""

    aid = models.ForeignKey(Aid, models.CASCADE, related_name="days")
    on = models.DateField()
    views_count = models.PositiveIntegerField(default=0)
    clicks_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["aid_id", "on"]
        constraints = [models.UniqueConstraint(fields=["aid", "on"], name="aid_day_once")]

    def __str__(self) -> str:
        return f"{self.on} – {self.views_count}"
