"""Organisations of every kind, and who acts for them."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold, codes
from frenchimpact.geo.models import Place


class Organisation(models.Model):
    """One actor: a legal unit or one of its establishments, or a group without legal personality."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("Association")
        COOPERATIVE = "cooperative", _("Coopérative")
        MUTUAL = "mutuelle", _("Mutuelle")
        FOUNDATION = "fondation", _("Fondation ou fonds de dotation")
        ESS_COMPANY = "societe_ess", _("Société commerciale de l’ESS")
        SUPPORT = "accompagnement", _("Structure d’accompagnement")
        FUNDER = "financeur", _("Financeur")
        AUTHORITY = "collectivite", _("Collectivité")
        ADMINISTRATION = "administration", _("Administration ou opérateur de l’État")
        COMPANY = "entreprise", _("Entreprise engagée")
        RESEARCH = "enseignement_recherche", _("École, université ou laboratoire")
        GROUP = "groupe", _("Groupe sans personnalité juridique")

    class Source(models.TextChoices):
        PERSON = "person", _("Déclarée par une personne")
        IMPORT = "import", _("Importée")
        REGISTRY = "registry", _("Registre national")
        DEMO = "demo", _("Démonstration")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=300)
    name_fold = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    # What it is and what it does for others: the first kind is the main one.
    kinds = ArrayField(models.CharField(max_length=30, choices=Kind))
    support_kinds = codes()
    siren = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    rna = models.CharField(max_length=10, blank=True)
    legal_category = models.CharField(max_length=4, blank=True)
    # Derived from the legal category; empty when the code alone does not prove it.
    ess_family = models.CharField(max_length=40, blank=True)
    commune = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    website = models.URLField(max_length=300, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    description = models.TextField(blank=True)
    themes = codes()
    is_published = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True)
    # Where the sheet comes from, and its key there: an import finds again what it brought.
    source = models.CharField(max_length=12, choices=Source, default=Source.PERSON)
    source_name = models.CharField(max_length=120, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    # Fields that a person wrote: an import never overwrites them.
    edited_fields = codes()
    # The owner promises to confirm the sheet every so many months.
    freshness_months = models.PositiveSmallIntegerField(default=12)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="organisation_siret_once"),
            models.UniqueConstraint(fields=["siren"], condition=~Q(siren="") & Q(siret=""), name="organisation_siren_once"),
            models.UniqueConstraint(fields=["rna"], condition=~Q(rna=""), name="organisation_rna_once"),
            models.UniqueConstraint(fields=["source_name", "source_key"], condition=~Q(source_key=""), name="organisation_source_once"),
            models.CheckConstraint(condition=Q(siren="") | Q(siren__regex=r"^[0-9]{9}$"), name="organisation_siren_form"),
            models.CheckConstraint(
                condition=Q(siret="") | (Q(siret__regex=r"^[0-9]{14}$") & Q(siret__startswith=F("siren")) & ~Q(siren="")),
                name="organisation_siret_form",
            ),
            models.CheckConstraint(condition=Q(rna="") | Q(rna__regex=r"^W[0-9][0-9A-Z][0-9]{7}$"), name="organisation_rna_form"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
            models.CheckConstraint(condition=Q(kinds__len__gte=1), name="organisation_has_kind"),
            models.CheckConstraint(condition=Q(freshness_months__range=(1, 36)), name="organisation_freshness_range"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(confirmed_by__isnull=True), name="organisation_confirmed_pair"
            ),
        ]
        indexes = [GinIndex(OpClass(F("name_fold"), name="gin_trgm_ops"), name="organisation_name_trigram")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person belongs to an organisation and may act for it, as long as the membership lasts."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("Peut tout modifier et gérer l’équipe")
        EDITOR = "editor", _("Peut modifier")
        READER = "reader", _("Peut lire")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation_id", "user_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], condition=Q(until__isnull=True), name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"


class Assignment(models.Model):
    """A programme role given to a person, limited in time and, when it has a perimeter, in place."""

    class Role(models.TextChoices):
        OPERATOR = "operator", _("Opérateur du programme")
        PARTNER = "partner", _("Partenaire territorial")
        HACKER = "hacker", _("Hacker public")
        JUROR = "juror", _("Membre de jury")
        ADMIN = "admin", _("Administration technique")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=12, choices=Role)
    # The organisation in whose name the role is held, when there is one.
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="assignments")
    # The place that bounds the role; none means the whole programme.
    perimeter = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["user_id", "role", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_start"),
            ExclusionConstraint(
                name="assignment_not_twice",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Func(F("perimeter"), 0, function="coalesce"), RangeOperators.EQUAL),
                    (Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"


class Import(models.Model):
    """A file of organisations was brought in, on that day, with these counts."""

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    source_name = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    read_count = models.PositiveIntegerField()
    created_count = models.PositiveIntegerField()
    updated_count = models.PositiveIntegerField()
    unchanged_count = models.PositiveIntegerField()
    refused_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
