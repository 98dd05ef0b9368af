"""Solutions: lists, one of them, the ideas that look for somebody to carry them."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold
from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import within
from frenchimpact.impact.models import Followed
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project, ProjectPlace
from frenchimpact.projects.queries import find_space, public_projects
from frenchimpact.solutions import rules
from frenchimpact.solutions.models import Adoption, Kit, Solution

_THERE = [Adoption.State.LAUNCHED, Adoption.State.RUNNING]


def whole(rows: QuerySet[Solution]) -> QuerySet[Solution]:
    """The same with everything that a line of a list shows."""
    runs = Count("adoptions", filter=Q(adoptions__state__in=_THERE), distinct=True)
    return rows.select_related("project__organisation").annotate(running_count=runs)


def listed_solutions(
    rows: QuerySet[Solution],
    *,
    text: str = "",
    theme: str = "",
    public: str = "",
    mode: str = "",
    setting: str = "",
    cost: int | None = None,
    proof: int | None = None,
    place: Place | None = None,
) -> QuerySet[Solution]:
    """Those that match, the last published first. A place keeps what runs there; a setting, what suits it; a cost, what begins under it."""
    words = fold(clean_line(text)).split()[:6]
    if words:
        parts = ("reference", "title", "summary", "project__name", "project__organisation__name")
        told = Concat(*(part for name in parts for part in (name, Value(" "))), output_field=TextField())
        rows = rows.alias(told=Fold(told)).filter(*(Q(told__contains=word) for word in words))
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if public:
        rows = rows.filter(publics__contains=[public])
    if mode:
        rows = rows.filter(mode=mode)
    if setting:
        rows = rows.filter(Q(surroundings=[]) | Q(surroundings__contains=[setting]))
    if cost is not None:
        rows = rows.filter(start_min__lte=cost)
    if proof:
        rows = rows.filter(Exists(_proven(proof)))
    if place is not None:
        first = ProjectPlace.objects.filter(within(place, "place__"), project=OuterRef("project"))
        taken = Adoption.objects.filter(within(place, "place__"), solution=OuterRef("pk"), state__in=_THERE)
        rows = rows.filter(Q(Exists(first)) | Q(Exists(taken)))
    return whole(rows).order_by("-published_at", "-pk")


def _proven(level: int) -> QuerySet[Followed]:
    """What the first team measures with at least that level of proof, still in force."""
    in_force = Q(evidence_until=None) | Q(evidence_until__gte=clock.today())
    return Followed.objects.filter(in_force, project=OuterRef("project"), evidence__gte=level)


def find_solution(user: Anyone, slug: str) -> Solution:
    """One that has a page for this person, or Http404."""
    return _one(rules.visible_solutions(user), slug=slug)


def find_edition(user: Anyone, slug: str, number: int) -> tuple[Solution, Kit]:
    """One published version of its kit, or Http404."""
    solution = find_solution(user, slug)
    kit = solution.kits.filter(number=number, published_at__isnull=False).first()
    if kit is None:
        raise Http404(_("Cette solution n’a pas de version de ce numéro."))
    return solution, kit


def find_read_solution(user: Anyone, reference: str) -> Solution:
    """One that the programme reads, or Http404."""
    return _one(Solution.objects.all() if rules.can_moderate(user) else Solution.objects.none(), reference=reference)


def _one(rows: QuerySet[Solution], **asked: str) -> Solution:
    found = whole(rows).prefetch_related("indicators", "precedents").filter(**asked).first()
    if found is None:
        raise Http404(_("Aucune solution ne porte ce nom."))
    return found


def solution_of(project: Project) -> Solution | None:
    """The solution of a project, as its team sees it."""
    return whole(Solution.objects.filter(project=project)).prefetch_related("indicators", "precedents").first()


def find_own(user: Anyone, reference: str) -> Solution:
    """The solution of a project whose space the person enters, or Http404."""
    found = solution_of(find_space(user, reference))
    if found is None:
        raise Http404(_("Ce projet n’a pas encore de solution."))
    return found


def kit_of(solution: Solution, *, is_draft: bool = False) -> Kit | None:
    """The current published version; or what is being written, when there is."""
    kits = solution.kits.order_by("-number")
    return kits.first() if is_draft else kits.filter(published_at__isnull=False).first()


def editions_of(solution: Solution) -> list[Kit]:
    """Its published versions, the latest first."""
    return list(solution.kits.filter(published_at__isnull=False).order_by("-number"))


def waiting_solutions() -> QuerySet[Solution]:
    """Those that the programme has to read, new versions of public ones too, oldest first."""
    version = Kit.objects.filter(solution=OuterRef("pk"), published_at=None, submitted_at__isnull=False)
    rows = Solution.objects.alias(has_version=Exists(version))
    waiting = Q(state=Solution.State.SUBMITTED) | Q(state=Solution.State.PUBLISHED, has_version=True)
    return whole(rows.filter(waiting)).order_by("changed_at", "pk")


def kept_solutions() -> QuerySet[Solution]:
    """Those that the programme may withdraw or bring back."""
    return whole(Solution.objects.filter(state__in=rules.KNOWN)).order_by("state", "-published_at", "pk")


def ideas(*, theme: str = "", place: Place | None = None) -> QuerySet[Project]:
    """Published needs that nobody carries yet, the latest first."""
    found = public_projects().filter(is_need=True)
    if theme:
        found = found.filter(themes__contains=[theme])
    if place is not None:
        found = found.filter(Exists(ProjectPlace.objects.filter(within(place, "place__"), project=OuterRef("pk"))))
    return found
