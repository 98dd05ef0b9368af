"""The sheet of an organisation."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
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
    # The sheet that took this one in: only that one is shown, and this one's address leads there.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
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
                condition=Q(merged_into=None)
                | (Q(is_published=False, siren="", siret="", rna="", source_key="") & ~Q(merged_into=F("id"))),
                name="organisation_merged_is_hidden",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(confirmed_by__isnull=True), name="organisation_confirmed_pair"
            ),
        ]
        indexes = [GinIndex(OpClass(F("name_fold"), name="gin_trgm_ops"), name="organisation_name_trigram")]

    def __str__(self) -> str:
        return self.name
