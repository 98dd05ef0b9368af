"""De minimis aid of an organisation and of those that are one undertaking with it: what is used, what is left, from which day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.financing import deminimis, rules
from frenchimpact.financing.models import Ceiling, Declaration, DeMinimisAid, Regulation, RemovalAnswer, UndertakingMember
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.rules import Anyone

GENERAL = Regulation.GENERAL.value


@dataclass(frozen=True)
class Verdict:
    """Whether an amount is possible on a day; when it is not, the first day on which it becomes so, if one is known."""

    answer: deminimis.Answer
    earliest: dt.date | None
    regulation: str

    @property
    def is_possible(self) -> bool:
        """On that very day."""
        return self.answer.is_possible


def regulations() -> dict[str, deminimis.Regulation]:
    """The ceilings over time, by regulation. One that counts nothing yet has no ceiling."""
    found: dict[str, list[Ceiling]] = {code: [] for code in Regulation.values}
    for one in Ceiling.objects.order_by("regulation", "starts_on"):
        found[one.regulation].append(one)
    return {
        code: deminimis.Regulation(
            tuple(_ceiling(one) for one in rows), frozenset({code, *(other for one in rows[-1:] for other in one.counts)})
        )
        for code, rows in found.items()
    }


def _ceiling(row: Ceiling) -> deminimis.Ceiling:
    return deminimis.Ceiling(row.amount, row.starts_on, row.ends_on or dt.date.max, row.loan_base, row.guarantee_base)


def related(keys: Iterable[int]) -> tuple[set[int], list[UndertakingMember]]:
    """The organisations that were ever together with these, and how long: group after group until no other is found."""
    known, stays = set(keys), dict[int, UndertakingMember]()
    agreed = UndertakingMember.objects.filter(state=UndertakingMember.State.AGREED)
    waiting = set(known)
    while waiting:
        groups = agreed.filter(organisation__in=waiting).values("undertaking")
        stays.update({one.pk: one for one in agreed.filter(undertaking__in=groups)})
        waiting = {one.organisation_id for one in stays.values()} - known
        known |= waiting
    return known, list(stays.values())


def as_aid(row: DeMinimisAid) -> deminimis.Aid:
    """A row as the pure module reads it."""
    return deminimis.Aid(
        row.pk or 0, row.organisation_id, row.granted_on, row.equivalent, row.regulation, row.is_withdrawn, row.pk or 2**62
    )


def register_of(organisation: Organisation) -> deminimis.Register:
    """Everything that may count for that organisation."""
    known, stays = related([organisation.pk])
    aids = [as_aid(row) for row in DeMinimisAid.objects.filter(organisation__in=known)]
    return deminimis.Register(
        regulations(),
        aids,
        [deminimis.Stay(one.organisation_id, one.undertaking_id, one.since, one.until or dt.date.max) for one in stays],
    )


def verdict(register: deminimis.Register, organisation: Organisation, on: dt.date, amount: Decimal, regulation: str = GENERAL) -> Verdict:
    """The answer of a register already read."""
    answer = register.check(organisation.pk, on, amount, regulation)
    earliest = on if answer.is_possible else register.earliest(organisation.pk, on, amount, regulation)
    return Verdict(answer, earliest, regulation)


def deminimis_answer(organisation: Organisation, on: dt.date | None, amount: Decimal, regulation: str = GENERAL) -> Verdict:
    """Whether that amount may be granted to that organisation on that day (today when none is said)."""
    return verdict(register_of(organisation), organisation, on or clock.today(), amount, regulation)


def aids_counted(
    organisation: Organisation, register: deminimis.Register, on: dt.date, regulation: str = GENERAL
) -> QuerySet[DeMinimisAid]:
    """The rows that count that day, oldest first."""
    keys = [one.key for one in register.counted(organisation.pk, on, regulation)]
    return DeMinimisAid.objects.filter(pk__in=keys).select_related("organisation", "funder").order_by("granted_on", "pk")


def unconfirmed() -> QuerySet[Commitment]:
    """What files of grants say was given under a de minimis regime and counts today, and that nobody confirmed nor set aside."""
    return Commitment.objects.filter(
        run__isnull=False, regime__in=Regulation.values, signed_on__gte=deminimis.window_start(clock.today()), de_minimis_aids=None
    ).exclude(state__in=(Commitment.State.ANNOUNCED, Commitment.State.CANCELLED, Commitment.State.RECOVERED))


def to_confirm(organisation: Organisation) -> QuerySet[Commitment]:
    """Those of an organisation, the latest first."""
    its_own = Q(beneficiary=organisation) | Q(beneficiary=None, project__organisation=organisation)
    return unconfirmed().filter(its_own).select_related("funder").order_by("-signed_on", "-pk")


@dataclass(frozen=True)
class Unsettled:
    """What keeps an organisation from saying that there is no other aid: answers that it, or those of its group, still owe."""

    own: int
    # The other members of its undertaking of today, each with how many of their aids wait.
    others: list[tuple[Organisation, int]]
    # Who is asked to say whether it is one undertaking with it, or who asked it.
    asked: list[Organisation]

    def __bool__(self) -> bool:
        return bool(self.own or self.others or self.asked)


def unsettled(organisation: Organisation, register: deminimis.Register) -> Unsettled:
    """Aids of the whole undertaking that nobody confirmed nor set aside, and links that nobody answered."""
    group = set(register.group(organisation.pk, clock.today())) - {organisation.pk}
    members = [(one, to_confirm(one).count()) for one in Organisation.objects.filter(pk__in=group).order_by("name", "pk")]
    proposed = UndertakingMember.State.PROPOSED
    groups = organisation.undertakings.filter(state__in=(UndertakingMember.State.AGREED, proposed)).values("undertaking")
    links = UndertakingMember.objects.filter(undertaking__in=groups, state=proposed).select_related("organisation")
    asked = {link.organisation_id: link.organisation for link in links.order_by("organisation__name", "pk")}
    return Unsettled(to_confirm(organisation).count(), [(one, count) for one, count in members if count], list(asked.values()))


@dataclass(frozen=True)
class Irregular:
    """An aid that passes the ceiling of its own day, and those declared after it that made it so; none when it passed it at once."""

    aid: DeMinimisAid
    answer: deminimis.Answer
    late: list[DeMinimisAid]


def irregular_of(register: deminimis.Register, organisation: Organisation) -> list[Irregular]:
    """The aids of its undertaking of today that pass the ceiling of their day, the oldest first."""
    group = register.group(organisation.pk, clock.today())
    known = {one.key: one for one in register.aids if not one.is_withdrawn}
    judged = {key: register.standing(one) for key, one in known.items() if one.holder in group}
    passed = [key for key, answer in judged.items() if not answer.is_possible]
    if not passed:
        return []
    rows = DeMinimisAid.objects.select_related("organisation", "funder").in_bulk([int(key) for key in known])
    found = []
    for key in passed:
        row, answer = rows[int(key)], judged[key]
        before = [rows[int(one.key)] for one in register.counted(row.organisation_id, row.granted_on, row.regulation) if one.key != key]
        late = [one for one in before if one.declared_at > row.declared_at and (one.granted_on, one.pk) < (row.granted_on, row.pk)]
        was_possible = answer.ceiling is not None and answer.used - sum(one.equivalent for one in late) + answer.amount <= answer.ceiling
        found.append(Irregular(row, answer, sorted(late, key=lambda one: one.declared_at) if was_possible else []))
    return sorted(found, key=lambda one: (one.aid.granted_on, one.aid.pk))


def aids_of(organisation: Organisation) -> QuerySet[DeMinimisAid]:
    """Everything that it declared, withdrawn aid included, the latest first."""
    rows = organisation.de_minimis_aids.select_related("funder", "declared_by", "organisation", "removal_answer")
    return rows.order_by("-granted_on", "-pk")


# ── Finding ──────────────────────────────────────────────────────────────────────────────────────
def find_organisation(user: Anyone, slug: str) -> Organisation:
    """An organisation whose aid the person reads, or Http404."""
    found = rules.visible_organisations(user).filter(slug=slug).first()
    if found is None:
        raise Http404(_("Cette structure n’existe pas, ou vous n’y avez pas accès."))
    return found


def find_aid(user: Anyone, slug: str, pk: int) -> DeMinimisAid:
    """One of its aids, or Http404."""
    found = find_organisation(user, slug).de_minimis_aids.select_related("organisation", "funder").filter(pk=pk).first()
    if found is None:
        raise Http404(_("Cette aide n’existe pas."))
    return found


def find_declaration(user: Anyone, slug: str, reference: str) -> Declaration:
    """One of its certificates, or Http404."""
    found = find_organisation(user, slug).de_minimis_declarations.select_related("organisation").filter(reference=reference).first()
    if found is None:
        raise Http404(_("Cette attestation n’existe pas."))
    return found


def find_member(user: Anyone, pk: int) -> UndertakingMember:
    """A link that the person may read: of one of their organisations, or of its group. Http404 otherwise."""
    groups = UndertakingMember.objects.filter(organisation__in=rules.visible_organisations(user)).values("undertaking")
    rows = UndertakingMember.objects.select_related("undertaking", "organisation", "proposed_by")
    found = rows.filter(pk=pk, undertaking__in=groups).first()
    if found is None:
        raise Http404(_("Ce lien n’existe pas, ou vous n’y avez pas accès."))
    return found


def members_around(organisation: Organisation) -> list[UndertakingMember]:
    """The links of its groups, those of today first: who is one undertaking with it, was, or is asked to say so."""
    groups = organisation.undertakings.exclude(state__in=("declined", "cancelled")).values("undertaking")
    rows = UndertakingMember.objects.filter(undertaking__in=groups).exclude(state=UndertakingMember.State.CANCELLED)
    return list(rows.select_related("undertaking", "organisation").order_by("undertaking_id", "since", "pk"))


def group_today(organisation: Organisation) -> UndertakingMember | None:
    """Its own link to its group today."""
    today = clock.today()
    rows = organisation.undertakings.select_related("undertaking").filter(state=UndertakingMember.State.AGREED, since__lte=today)
    return next((one for one in rows if one.until is None or one.until >= today), None)


def removed_aids(holders: Iterable[int], on: dt.date) -> QuerySet[DeMinimisAid]:
    """What somebody took out of these registers, that counts that day for its funder: its commitment still holds under the regime."""
    withdrawn = DeMinimisAid.objects.filter(organisation__in=holders, state=DeMinimisAid.State.WITHDRAWN, withdrawn_by__isnull=False)
    over = (Commitment.State.ANNOUNCED, Commitment.State.CANCELLED, Commitment.State.RECOVERED)
    held = withdrawn.filter(commitment__isnull=False, commitment__regime=F("regulation")).exclude(commitment__state__in=over)
    found = held.filter(granted_on__range=(deminimis.window_start(on), on)).select_related("organisation", "funder", "commitment")
    found = found.exclude(removal_answer__answer=RemovalAnswer.Answer.AGREED)
    return found.exclude(commitment__de_minimis_aids__state=DeMinimisAid.State.GRANTED).order_by("granted_on", "pk")
