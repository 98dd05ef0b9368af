"""The collective of a territory: its members, what one that leaves carries, whether it is made of those whom the call asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, Call, EligibilityRule, Partner
from frenchimpact.core import links
from frenchimpact.labels.models import Label
from frenchimpact.labels.queries import territory_of
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import Action, Challenge, Indicator, Member, Territory
from frenchimpact.territories.queries.plans import OVER
from frenchimpact.territories.queries.territories import find_space, label_of
from frenchimpact.territories.rules import MANDATE_LINK

# The event that marks an action whose owner left.
LEFT = "owner_left"


@dataclass(frozen=True)
class Collective:
    """Who is in, the lead first, and who was."""

    members: list[Member]
    former: list[Member]


def collective_of(territory: Territory) -> Collective:
    """The members of a territory, in one statement."""
    rows = list(territory.members.select_related("organisation").order_by("name", "pk"))
    order = list(Member.Role.values)
    now = sorted((one for one in rows if one.until is None), key=lambda one: (order.index(one.role), one.name.casefold()))
    former = sorted((one for one in rows if one.until is not None), key=lambda one: one.until or one.since, reverse=True)
    return Collective(now, former)


def find_member(user: Anyone, reference: str, number: int) -> Member:
    """A member of a collective whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = territory.members.select_related("organisation").filter(pk=number).first()
    if found is None:
        raise Http404(_("Ce membre n’existe pas dans ce collectif."))
    found.territory = territory
    return found


def member_by_key(key: str) -> Member | None:
    """The member behind a link: None once its address changed, or when the link is too old."""
    parts = links.read_key(MANDATE_LINK, key)
    if parts is None or len(parts) != 2:
        return None
    return Member.objects.filter(pk=parts[0], email=parts[1]).select_related("territory", "territory__lead", "organisation").first()


# ── What a member carries ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Belongings:
    """What is in the hands of a member: it must be given to somebody when it leaves."""

    actions: list[Action]
    indicators: list[Indicator]
    challenges: list[Challenge]
    # Its people who drive or measure, and belong to no other member.
    people: list[User] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things."""
        return len(self.actions) + len(self.indicators) + len(self.challenges)

    def named(self) -> dict[str, tuple[str, Any]]:
        """Each thing under the name of its field, with its words."""
        found: dict[str, tuple[str, Any]] = {f"challenge-{one.pk}": (_("Défi %(title)s") % {"title": one}, one) for one in self.challenges}
        found |= {f"action-{one.pk}": (_("Action %(title)s") % {"title": one}, one) for one in self.actions}
        found |= {f"indicator-{one.pk}": (_("Indicateur « %(title)s »") % {"title": one}, one) for one in self.indicators}
        return found


def belongings_of(member: Member) -> Belongings:
    """What is still to be done or measured and that this member answers for."""
    organisation, territory = member.organisation_id, member.territory
    if organisation is None:
        return Belongings([], [], [])
    staying = territory.members.filter(until=None).exclude(pk=member.pk).exclude(organisation=None).values("organisation")
    elsewhere = Membership.objects.filter(until=None, organisation__in=staying).values("user")
    theirs = Membership.objects.filter(until=None, organisation=organisation).exclude(user__in=elsewhere).values("user")
    open_actions = Action.objects.filter(territory=territory).exclude(state__in=OVER)
    followed = Indicator.objects.filter(territory=territory, ended_on=None)
    return Belongings(
        list(open_actions.filter(owner=organisation)),
        list(followed.filter(keeper_organisation=organisation)),
        list(territory.challenges.filter(owner=organisation)),
        list(User.objects.filter(pk__in=theirs)),
    )


def to_take_back(territory: Territory) -> tuple[list[Action], list[Indicator]]:
    """Actions whose owner left and that nobody took back, and indicators that nobody keeps."""
    actions = Action.objects.filter(territory=territory, owner=None, pilot=None, events__verb=LEFT).exclude(state__in=OVER).distinct()
    indicators = Indicator.objects.filter(territory=territory, keeper=None, keeper_organisation=None, ended_on=None)
    return list(actions), list(indicators)


# ── Its composition ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Condition:
    """One kind of member that there must be, and those of that kind: bound by a mandate, or still to sign."""

    words: str
    bound: list[str]
    waiting: list[str]

    @property
    def is_met(self) -> bool:
        """Whether one of them is bound."""
        return bool(self.bound)


@dataclass(frozen=True)
class Composition:
    """Whether the collective has the members that its call asks for; by default, those of the first calls."""

    call: Call | None
    conditions: list[Condition]

    @property
    def is_met(self) -> bool:
        """Whether all of them are."""
        return all(one.is_met for one in self.conditions)


def application_of(label: Label) -> Application | None:
    """The file that obtained it: the organisation's, accepted, that names this territory."""
    if label.organisation_id is None:
        return None
    files = Application.objects.filter(
        call__label_kind=label.kind.code, organisation=label.organisation_id, state=Application.State.GRANTED, is_test=False
    )
    found = files.select_related("organisation", "call").order_by("-submitted_at")
    return next((file for file in found if territory_of(file) == label.territory), None)


def usual_kinds() -> dict[str, str]:
    """Who makes up a collective when no call says otherwise."""
    return {
        Partner.Kind.AUTHORITY: _("une collectivité"),
        Partner.Kind.ESS: _("une entreprise ou une association de l’ESS"),
        Partner.Kind.SUPPORT: _("une structure d’accompagnement ou un financeur"),
    }


def composition_of(territory: Territory, members: list[Member]) -> Composition:
    """The members who are bound, against what the call of the label asks for."""
    label = label_of(territory)
    file = application_of(label) if label is not None else None
    rule = file.call.eligibility_rules.filter(subject=EligibilityRule.Subject.COLLECTIVE).first() if file is not None else None
    asked: Mapping[str, Any] | list[str] = (rule.wanted.get("kinds") if rule is not None else None) or usual_kinds()
    kinds = dict(Partner.Kind.choices)
    words = asked if isinstance(asked, Mapping) else {code: str(kinds.get(code, code)) for code in asked}
    call = file.call if rule is not None and file is not None else None
    return Composition(call, [_condition(code, str(text), members) for code, text in words.items()])


def _condition(kind: str, words: str, members: list[Member]) -> Condition:
    those = [one for one in members if one.kind == kind]
    bound = [one.name for one in those if one.mandate_signed_on is not None or one.role == Member.Role.LEAD]
    return Condition(words, bound, [one.name for one in those if one.name not in bound])


def heirs_of(territory: Territory, *, beside: Member | None = None) -> list[Organisation]:
    """The organisations that may carry something: those of the members who stay."""
    members = territory.members.filter(until=None).exclude(organisation=None).select_related("organisation").order_by("name")
    return [one.organisation for one in members if one.organisation is not None and (beside is None or one.pk != beside.pk)]
