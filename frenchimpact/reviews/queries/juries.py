"""Juries, seats, names to declare ties with, and what the product sees by itself."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application, ApplicationMember, Partner
from frenchimpact.core import clock
from frenchimpact.organisations.models import Mandate, Membership, Organisation
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import TeamMember
from frenchimpact.reviews import rules, ties
from frenchimpact.reviews.models import Declaration, Juror, Jury, Recusal


def find_jury(user: Anyone, jury_id: int) -> Jury:
    """A jury that the person runs, or Http404."""
    found = rules.visible_juries(user).select_related("cohort__call").filter(pk=jury_id).first()
    if found is None:
        raise Http404(_("Ce jury n’existe pas, ou vous ne pouvez pas le voir."))
    return found


def juries_for(user: Anyone) -> QuerySet[Jury]:
    """The juries that the person runs, with their sizes."""
    found = rules.visible_juries(user).select_related("cohort__call")
    return found.annotate(juror_count=Count("jurors", distinct=True)).order_by("-created_at", "-pk")


def find_seat(user: Anyone, jury_id: int) -> Juror:
    """The person's own seat in a jury, or Http404."""
    found = rules.seats_of(user).select_related("jury__cohort__call", "user").filter(jury=jury_id).first()
    if found is None:
        raise Http404(_("Vous ne siégez pas dans ce jury."))
    return found


def seats_for(user: Anyone) -> list[Juror]:
    """The juries where the person sits, latest first."""
    return list(rules.seats_of(user).select_related("jury__cohort__call").order_by("-jury__created_at", "-pk"))


@dataclass(frozen=True)
class Member:
    """A juror with the recusals that hold."""

    juror: Juror
    standing: list[Recusal]

    @property
    def is_out(self) -> bool:
        """Whether they take no part in the whole session."""
        return any(one.application_id is None for one in self.standing)


def jurors_of(jury: Jury) -> list[Member]:
    """The members, chair first, with what holds of their recusals."""
    standing: dict[int, list[Recusal]] = defaultdict(list)
    for one in Recusal.objects.filter(juror__jury=jury, lifted_at=None).select_related("application", "because_of__organisation"):
        standing[one.juror_id].append(one)
    return [Member(juror, standing[juror.pk]) for juror in jury.jurors.select_related("user")]


def latest_declarations(jurors: Iterable[Juror]) -> dict[tuple[int, int], Declaration]:
    """What holds of the declarations, by juror and file."""
    latest = Declaration.objects.filter(juror__in=list(jurors)).order_by("juror_id", "application_id", "-pk")
    return {(one.juror_id, one.application_id): one for one in latest.distinct("juror_id", "application_id")}


@dataclass(frozen=True)
class Named:
    """One line of the list of names on which ties are declared: who applies, with whom, what was said and what is seen."""

    # What the page calls it: neither the reference nor the key of the file, whose order would tell which one it is.
    code: str
    application: Application
    name: str
    partners: list[str]
    declaration: Declaration | None
    # The recusal that holds, and that the juror may no longer take back.
    settled: Recusal | None = None
    flags: list[ties.Flag] = field(default_factory=list)


def code_of(juror: Juror, application: Application) -> str:
    """An opaque name for a file, known by this juror's declaration alone."""
    return salted_hmac("reviews.ties", f"{juror.pk}:{application.pk}", algorithm="sha256").hexdigest()[:20]


def names_to_declare(juror: Juror) -> list[Named]:
    """Who applies, by name: never what they wrote. In alphabetical order, so that it tells nothing of the files."""
    files = list(rules.files_before(juror.jury).select_related("organisation").prefetch_related("partners"))
    said = latest_declarations([juror])
    standing = rules.standing_recusals(juror)
    if juror.jury.state == Jury.State.COMPOSED:
        standing = standing.filter(origin=Recusal.Origin.IMPOSED)
    settled = {one.because_of_id: one for one in standing}
    seen: dict[int, list[ties.Flag]] = defaultdict(list)
    for flag in flags_of(juror, files):
        seen[flag.file].append(flag)
    lines = [
        Named(
            code_of(juror, one),
            one,
            one.organisation.name,
            sorted(partner.name for partner in one.partners.all() if partner.declined_at is None),
            said.get((juror.pk, one.pk)),
            settled.get(one.pk),
            seen[one.pk],
        )
        for one in files
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.application.pk))


def flags_of(juror: Juror, files: list[Application]) -> list[ties.Flag]:
    """What the product sees by itself between a juror and those who apply."""
    person = _person(juror, files)
    candidates = [candidate for one in files for candidate in candidates_of(one)]
    return ties.flags(person, candidates, clock.today())


def candidates_of(application: Application) -> list[ties.Candidate]:
    """Who stands behind a file, as far as ties are concerned."""
    held = application.organisation
    found = [ties.Candidate(application.pk, held.pk, held.name, _domains(held.website, held.email))]
    for partner in application.partners.all():
        if partner.declined_at is None:
            found.append(ties.Candidate(application.pk, partner.organisation_id, partner.name, _domains(partner.email)))
    return found


def _domains(*addresses: str) -> frozenset[str]:
    return frozenset(domain for address in addresses if (domain := ties.domain_of(address)))


def _person(juror: Juror, files: list[Application]) -> ties.Person:
    user, ids = juror.user, [one.pk for one in files]
    spans: dict[int, list[ties.Span]] = defaultdict(list)
    for held in Membership.objects.filter(user=user):
        spans[held.organisation_id].append(ties.Span(held.since.date(), held.until.date() if held.until else None))
    houses = list(spans)
    written = ApplicationMember.objects.filter(user=user, accepted_at__isnull=False)
    helped = written.exclude(application__in=ids).values_list("application__organisation", "application__reference")
    projects = TeamMember.objects.filter(user=user).values("project")
    return ties.Person(
        emails=frozenset({user.email}),
        memberships={house: tuple(several) for house, several in spans.items()},
        files_written=frozenset(
            [
                *written.filter(application__in=ids).values_list("application", flat=True),
                *(one.pk for one in files if one.lead_id == user.pk),
            ]
        ),
        files_of_teams=frozenset(Application.objects.filter(pk__in=ids, project__in=projects).values_list("pk", flat=True)),
        mandates=_mandates(houses),
        supported=dict(helped),
        applied_with=_applied_with(houses, ids),
        dealt_with=_dealt_with(houses),
    )


# What rooms above know of what organisations offered or gave to others: by each, the last thing. Each declares its own in `apps.ready()`.
_dealings: list[Callable[[Collection[int]], Mapping[int, str]]] = []


def tell_dealings(read: Callable[[Collection[int]], Mapping[int, str]]) -> None:
    """Say that these organisations dealt with others: `read(houses)` gives, by organisation, what it was."""
    if read not in _dealings:
        _dealings.append(read)


def _dealt_with(houses: list[int]) -> dict[int, str]:
    found = {organisation: what for read in _dealings for organisation, what in read(houses).items()} if houses else {}
    return {organisation: what for organisation, what in found.items() if organisation not in houses}


def _mandates(houses: list[int]) -> frozenset[int]:
    """Organisations bound to those of the person by a mandate, either way."""
    agreed = Mandate.objects.filter(state=Mandate.State.AGREED)
    pairs = [
        *agreed.filter(agent__in=houses).values_list("giver", flat=True),
        *agreed.filter(giver__in=houses).values_list("agent", flat=True),
    ]
    return frozenset(pairs)


def _applied_with(houses: list[int], ids: list[int]) -> dict[int, str]:
    """Organisations that stood in one file with those of the person, in another cohort: by the latest reference."""
    if not houses:
        return {}
    ours = Application.objects.filter(Q(organisation__in=houses) | Q(partners__organisation__in=houses)).exclude(pk__in=ids)
    ours = ours.exclude(state="draft").distinct().order_by("pk")
    found: dict[int, str] = {}
    for organisation, reference in ours.values_list("organisation", "reference"):
        found[organisation] = reference
    partners = Partner.objects.filter(application__in=ours, organisation__isnull=False, declined_at=None)
    for organisation, reference in partners.order_by("application_id").values_list("organisation", "application__reference"):
        found[organisation or 0] = reference
    return {organisation: reference for organisation, reference in found.items() if organisation not in houses}


def themes_of(files: Iterable[Application]) -> dict[int, frozenset[str]]:
    """The themes of each file: those of its project, or of its organisation."""
    return {one.pk: frozenset((one.project.themes if one.project else None) or one.organisation.themes) for one in files}


def regions_of(files: Iterable[Application]) -> dict[int, str]:
    """The official code of the region where each applicant sits; empty when unknown."""
    holders = Organisation.objects.filter(pk__in=[one.organisation_id for one in files]).values_list("pk", F("commune__region__code"))
    codes = {pk: code or "" for pk, code in holders}
    return {one.pk: codes.get(one.organisation_id, "") for one in files}
