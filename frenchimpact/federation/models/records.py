"""What other instances publish: each thing with where it comes from, and what it is here when it is here already."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold, codes
from frenchimpact.federation.models.peers import Peer
from frenchimpact.geo.models import Place
from frenchimpact.methods.models import Method
from frenchimpact.organisations.models import Organisation


class Record(models.Model):
    """One thing of another instance. It is theirs: here it is shown with its source, linked to the original, and exported by nobody."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Structure")
        OFFER = "offre", _("Offre")
        PRECEDENT = "precedent", _("Réponse publiée à un frein")
        METHOD = "methode", _("Méthode")

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="records")
    kind = models.CharField(max_length=12, choices=Kind)
    # Its name there, and its page there.
    key = models.CharField(max_length=200)
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=300)
    title_fold = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    summary = models.TextField(blank=True)
    # Who is behind it: who offers, who decided, who maintains.
    holder = models.CharField(max_length=300, blank=True)
    themes = codes()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    siren = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    rna = models.CharField(max_length=10, blank=True)
    swhid = models.CharField(max_length=60, blank=True)
    # All that they say of it now, by the names of their file; and the print of it.
    content = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    # What somebody here wrote over it (title, summary, themes): a harvest never undoes it.
    edited_fields = codes()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    # What it is here already, by an official number or by its content: then the sheet from here is the one shown.
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="federated")
    method = models.ForeignKey(Method, models.SET_NULL, null=True, blank=True, related_name="federated")
    # The same thing, known first by another instance.
    twin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="twins")
    is_demo = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    # They no longer publish it.
    gone_at = models.DateTimeField(null=True, blank=True)
    # Somebody here does not want it shown, whatever they publish.
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-first_seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["peer", "kind", "key"], name="federated_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(key="") & ~Q(url=""), name="federated_says_what_and_where"),
            models.CheckConstraint(condition=~Q(twin=F("id")), name="federated_twin_is_another"),
            models.CheckConstraint(condition=Q(siren="") | Q(siren__regex=r"^[0-9]{9}$"), name="federated_siren"),
        ]
        indexes = [
            GinIndex(OpClass(F("title_fold"), name="gin_trgm_ops"), name="federated_title_trigram"),
            models.Index(fields=["siret"], condition=~Q(siret=""), name="federated_siret"),
            models.Index(fields=["siren"], condition=~Q(siren=""), name="federated_siren_key"),
            models.Index(
                fields=["kind", "-first_seen_at", "-id"],
                condition=Q(gone_at=None, hidden_at=None, organisation=None, method=None, twin=None),
                name="federated_shown",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_here(self) -> bool:
        """Whether it is something that is here already."""
        return self.organisation_id is not None or self.method_id is not None
