"""What a project, a structure or a territory seeks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.days import sensible_days
from frenchimpact.core.fields import codes
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.offers.models.words import Asker, Price, What
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Territory


class Request(models.Model):
    """One need, of one asker. It is closed with a word on what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Ouverte")
        MATCHED = "matched", _("Offre trouvée")
        IN_PROGRESS = "in_progress", _("En cours")
        FULFILLED = "fulfilled", _("Satisfaite")
        ABANDONED = "abandoned", _("Abandonnée")
        EXPIRED = "expired", _("Échue")

    FLOW = Flow(
        {
            "match": (["open"], "matched"),
            "reopen": (["matched", "in_progress", "expired", "abandoned"], "open"),
            "start": (["open", "matched"], "in_progress"),
            "fulfil": (["open", "matched", "in_progress"], "fulfilled"),
            "abandon": (["open", "matched", "in_progress"], "abandoned"),
            "expire": (["open", "matched"], "expired"),
        }
    )

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    state_reason = models.CharField(max_length=500, blank=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="needs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="needs")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="needs")
    what = models.CharField(max_length=16, choices=What)
    title = models.CharField(max_length=160)
    text = models.TextField()
    quantity = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    # When it is needed; after `expires_on` nobody is asked any more.
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # Whether it may be given at a distance.
    may_be_remote = models.BooleanField(default=True)
    # The most that the asker can pay.
    price = models.CharField(max_length=10, choices=Price, default=Price.FREE)
    themes = codes()
    # Seen by all, or by organisations that offer only.
    is_public = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="need_says_something"),
            models.CheckConstraint(
                condition=Q(project__isnull=False, organisation=None, territory=None)
                | Q(project=None, organisation__isnull=False, territory=None)
                | Q(project=None, organisation=None, territory__isnull=False),
                name="need_has_one_asker",
            ),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gt=0) & ~Q(unit=""), name="need_quantity_has_a_unit"),
            models.CheckConstraint(condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")), name="need_period"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "matched", "in_progress"], closed_at=None)
                | Q(state__in=["fulfilled", "abandoned", "expired"], closed_at__isnull=False),
                name="need_closed_is_dated",
            ),
            sensible_days("from_on", "until_on", "expires_on", name="need_days"),
        ]
        indexes = [models.Index(fields=["what", "state"], name="need_what"), models.Index(fields=["place"], name="need_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def asker(self) -> Project | Organisation | Territory:
        """Who seeks it."""
        found = self.project or self.organisation or self.territory
        if found is None:  # The database holds that there is one.
            raise ValueError(self.reference)
        return found

    @property
    def asker_kind(self) -> str:
        """The same, as offers name those who may ask."""
        if self.project_id:
            return Asker.PROJECT
        return Asker.TERRITORY if self.territory_id else Asker.STRUCTURE
