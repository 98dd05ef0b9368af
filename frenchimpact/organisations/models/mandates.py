"""One organisation acts for another, for a time."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.flows import Flow
from frenchimpact.organisations.models.sheets import Organisation


class Mandate(models.Model):
    """`giver` lets the people of `agent` act for it, within a scope and between two days; both agreed to it."""

    class Scope(models.TextChoices):
        SHEET = "sheet", _("Tenir la fiche à jour")
        PROJECTS = "projects", _("Suivre ses projets")
        ALL = "all", _("Tenir la fiche et suivre les projets")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposé")
        AGREED = "agreed", _("Accepté")
        DECLINED = "declined", _("Refusé")
        REVOKED = "revoked", _("Arrêté")

    FLOW = Flow(
        {
            "agree": ([State.PROPOSED], State.AGREED),
            "decline": ([State.PROPOSED], State.DECLINED),
            "revoke": ([State.PROPOSED, State.AGREED], State.REVOKED),
        }
    )

    giver = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates_held")
    scope = models.CharField(max_length=10, choices=Scope)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    # Who said yes on each side, and when: the one that proposes says yes first.
    giver_agreed_at = models.DateTimeField(null=True, blank=True)
    giver_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agent_agreed_at = models.DateTimeField(null=True, blank=True)
    agent_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Both sides were told that it ends soon, then that it has ended.
    warned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("agent")), name="mandate_between_two"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(giver_agreed_at__isnull=False, agent_agreed_at__isnull=False), name="mandate_both_agreed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "agreed"), closed_at=None)
                | Q(state__in=("declined", "revoked"), closed_at__isnull=False),
                name="mandate_closed",
            ),
            ExclusionConstraint(
                name="mandate_not_twice",
                expressions=[
                    ("giver", RangeOperators.EQUAL),
                    ("agent", RangeOperators.EQUAL),
                    (Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=("proposed", "agreed")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} → {self.giver}"

    @property
    def is_in_force(self) -> bool:
        """Whether it lets people act today."""
        return self.state == self.State.AGREED and self.starts_on <= clock.today() <= self.ends_on
