"""A page of a partner's own: their words and colours around what the platform holds, by a query that stays alive."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.geo.models import Place
from frenchimpact.organisations.models import Organisation


class Listed(models.TextChoices):
    """The lists that a site may show, in the order that it shows them."""

    PROJECTS = "projets", _("Projets")
    SOLUTIONS = "solutions", _("Solutions à reprendre")
    OFFERS = "offres", _("Offres")
    EVENTS = "evenements", _("Événements à venir")
    AIDS = "aides", _("Aides ouvertes")


class Site(models.Model):
    """One of an organisation: nobody else's name is on it. Its address never serves another."""

    class State(models.TextChoices):
        ONLINE = "online", _("En ligne")
        SUSPENDED = "suspended", _("Suspendu par le programme")
        CLOSED = "closed", _("Fermé")

    FLOW = Flow(
        {
            "suspend": ([State.ONLINE], State.SUSPENDED),
            "restore": ([State.SUSPENDED], State.ONLINE),
            "close": ([State.ONLINE, State.SUSPENDED], State.CLOSED),
        }
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=90)
    words = models.TextField(blank=True)
    has_logo = models.BooleanField(default=True)
    accent = models.CharField(max_length=7, default="#0b5a4a")
    ground = models.CharField(max_length=7, default="#ffffff")
    # The query: lists, and what narrows all of them.
    lists = ArrayField(models.CharField(max_length=12, choices=Listed))
    text = models.CharField(max_length=120, blank=True)
    theme = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ONLINE)
    # Why the programme suspended it, for those who keep it.
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["organisation_id", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(lists=[]), name="site_shows_something"),
            models.CheckConstraint(condition=Q(accent__regex="^#[0-9a-f]{6}$", ground__regex="^#[0-9a-f]{6}$"), name="site_colours"),
            models.CheckConstraint(condition=~Q(state="suspended") | ~Q(reason=""), name="site_suspended_says_why"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_online(self) -> bool:
        """Whether everybody may see it: its organisation is public too."""
        house = self.organisation
        return self.state == self.State.ONLINE and house.is_published and house.closed_on is None

    @property
    def list_words(self) -> list[str]:
        """What it shows, in words, in order."""
        return [str(one.label) for one in Listed if one.value in self.lists]
