"""A label of a territory opens its space: perimeter, collective and challenges come from the file that obtained it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from frenchimpact.calls.actions.references import next_reference
from frenchimpact.calls.models import Application, Partner, Snapshot
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.labels.models import Label, LabelKind
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories import facts
from frenchimpact.territories.actions.perimeters import set_perimeter
from frenchimpact.territories.models import Challenge, LeadPeriod, Member, Territory, TerritoryLabel
from frenchimpact.territories.queries.collective import application_of

# The table of a file in which a collective writes its challenges, and its columns.
CHALLENGES_KEY = "defis"
COLUMNS = {"title": "titre", "kind": "nature", "problem": "probleme", "publics_words": "publics", "target": "cible", "baseline": "depart"}
# What each kind of sheet counts as in the composition of a collective.
COUNTS_AS: dict[str, str] = {
    Organisation.Kind.AUTHORITY: Partner.Kind.AUTHORITY,
    Organisation.Kind.SUPPORT: Partner.Kind.SUPPORT,
    Organisation.Kind.FUNDER: Partner.Kind.SUPPORT,
    Organisation.Kind.FOUNDATION: Partner.Kind.SUPPORT,
    Organisation.Kind.RESEARCH: Partner.Kind.RESEARCH,
    Organisation.Kind.COMPANY: Partner.Kind.COMPANY,
    Organisation.Kind.ASSOCIATION: Partner.Kind.ESS,
    Organisation.Kind.COOPERATIVE: Partner.Kind.ESS,
    Organisation.Kind.MUTUAL: Partner.Kind.ESS,
    Organisation.Kind.ESS_COMPANY: Partner.Kind.ESS,
}
_KINDS = {
    "social": "social",
    "environnement": "environmental",
    "citoyen": "citizen",
    "environmental": "environmental",
    "citizen": "citizen",
}


@transaction.atomic
def follow_label(*, label: Label) -> Territory | None:
    """The territory of a label: the one that bears its name and is carried by the same organisation, or a new one.

    None for a label that no territory holds. Followed twice, it is once.
    """
    if label.kind.holder != LabelKind.Holder.TERRITORY:
        return None
    link = TerritoryLabel.objects.filter(label=label).select_related("territory").first()
    if link is not None:
        return link.territory
    name = label.territory or label.holder_name
    same = Territory.objects.filter(name_fold=label.name_fold).filter(Q(lead=label.organisation_id) | Q(lead=None))
    territory = same.order_by("pk").first()
    is_new = territory is None
    if territory is None:
        territory = Territory.objects.create(
            reference=next_reference("T"),
            slug=free_slug(name),
            name=name,
            lead=label.organisation,
            source=label.source,
            is_demo=label.is_demo,
        )
    TerritoryLabel.objects.create(territory=territory, label=label)
    fact = facts.TerritoryFounded if is_new else facts.LabelJoined
    announce(fact(territory_id=territory.pk, label_id=label.pk), by=None)
    _begin_lead(territory, label)
    application = application_of(label)
    if not territory.territory_places.filter(until=None).exists():
        links = list(label.label_places.select_related("place"))
        unsure = [link.place for link in links if not link.is_confirmed]
        note = next((link.note for link in links if link.note), "")
        set_perimeter(territory=territory, places=[link.place for link in links], by=None, unconfirmed=unsure, note=note)
    if application is not None and not territory.challenges.exists():
        _take_file(territory, application)
    return territory


@transaction.atomic
def found_missing() -> int:
    """Follow every label of a territory that none follows yet, the earliest first; gives how many."""
    missing = Label.objects.filter(kind__holder=LabelKind.Holder.TERRITORY, territory_link=None).select_related("kind", "organisation")
    found = list(missing.order_by("granted_on", "reference"))
    for label in found:
        follow_label(label=label)
    return len(found)


def free_slug(name: str) -> str:
    """A public name that no territory bears."""
    base = slugify(name)[:110] or "territoire"
    taken = set(Territory.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return base if base not in taken else next(slug for number in range(2, 10_000) if (slug := f"{base}-{number}") not in taken)


def _begin_lead(territory: Territory, label: Label) -> None:
    organisation = label.organisation
    if organisation is None or territory.lead_periods.filter(until=None).exists():
        return
    if territory.lead_id is None:
        territory.lead = organisation
        territory.save(update_fields=["lead"])
    LeadPeriod.objects.create(territory=territory, organisation=organisation, since=label.granted_on)
    Member.objects.create(
        territory=territory,
        organisation=organisation,
        name=organisation.name[:200],
        kind=kind_of(organisation.kinds),
        role=Member.Role.LEAD,
        since=label.granted_on,
    )


def kind_of(kinds: list[str]) -> str:
    """What an organisation counts as in the composition of the collective, from the kinds of its sheet."""
    return next((COUNTS_AS[kind] for kind in kinds if kind in COUNTS_AS), Partner.Kind.OTHER)


def _take_file(territory: Territory, application: Application) -> None:
    """What the collective wrote to obtain the label: its members who confirmed, how it decides, its challenges."""
    answers = _answers(application)
    territory.presentation = str(answers.get("presentation") or "")
    territory.governance = str(answers.get("gouvernance") or "")
    territory.changed_at = clock.now()
    territory.save(update_fields=["presentation", "governance", "changed_at"])
    for partner in application.partners.filter(confirmed_at__isnull=False).order_by("pk"):
        day = clock.date_of(partner.confirmed_at) if partner.confirmed_at else clock.today()
        Member.objects.create(
            territory=territory,
            organisation=partner.organisation,
            name=partner.name,
            kind=partner.kind,
            email=partner.email,
            since=day,
            mandate_signed_on=day,
            mandate_signed_by=partner.confirmed_name[:200],
        )
    for number, row in enumerate(answers.get(CHALLENGES_KEY) or [], start=1):
        _challenge(territory, number, row)


def _answers(application: Application) -> Mapping[str, Any]:
    latest = Snapshot.objects.filter(application=application).order_by("-number").first()
    sections = latest.content.get("sections", []) if latest else []
    return {one.get("key"): one.get("value") for section in sections for one in section.get("questions", [])}


def _challenge(territory: Territory, number: int, row: Mapping[str, Any]) -> None:
    texts = {name: str(row.get(column) or "") for name, column in COLUMNS.items()}
    kind = next((code for start, code in _KINDS.items() if texts["kind"].lower().startswith(start)), "")
    Challenge.objects.create(
        territory=territory,
        number=number,
        title=clean_line(texts["title"])[:200] or f"{number}",
        kinds=[kind] if kind else [],
        problem=clean_text(texts["problem"]),
        publics_words=clean_line(texts["publics_words"])[:300],
        baseline=clean_text(texts["baseline"]),
        target=clean_text(texts["target"]),
    )
