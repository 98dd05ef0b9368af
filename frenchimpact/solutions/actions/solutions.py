"""A project writes its solution and its kit; the programme reads them; what is published is a version, never rewritten."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock, take_numbers
from frenchimpact.core.text import clean_line, clean_text
from frenchimpact.projects.models import Project
from frenchimpact.solutions import facts
from frenchimpact.solutions.models import Kit, Solution, SolutionCounter

FIELDS = (
    "title",
    "summary",
    "mode",
    "licence",
    "themes",
    "publics",
    "population_min",
    "population_max",
    "surroundings",
    "actors",
    "start_min",
    "start_max",
    "yearly_min",
    "yearly_max",
)
WORDS = ("before", "after", "fixed", "free", "prerequisites", "partners", "legal", "risks", "cost_note")
# Without these, nobody can take it up.
NEEDED = ("before", "after", "fixed", "free", "prerequisites")
MOST_STEPS = 30


def next_number(series: str) -> tuple[str, int, int]:
    """The next reference of a series, its year and its number. The row stays locked until the transaction ends."""
    year = clock.today().year
    number = take_numbers(SolutionCounter, series=series, year=year)
    return f"{series}-{year}-{number:04d}", year, number


@transaction.atomic
def prepare_solution(*, project: Project, by: User | None, is_demo: bool = False, **fields: Any) -> Solution:
    """A draft, with the first version of its kit. One for a project. Raises Refusal or Incomplete."""
    if project.status != Project.Status.PUBLISHED:
        raise Refusal(_("Publiez d’abord la fiche du projet : sa solution renvoie à elle."))
    if Solution.objects.filter(project=project).exists():
        raise Refusal(_("Ce projet a déjà une solution : modifiez-la."))
    reference, year, number = next_number("SO")
    kept = {name: fields[name] for name in FIELDS if name in fields}
    slug = f"{slugify(kept.get('title', ''))[:80].strip('-') or 'solution'}-{year}-{number}"
    solution = Solution(reference=reference, slug=slug, project=project, created_by=by, is_demo=is_demo, **kept)
    _save(solution)
    Kit.objects.create(solution=solution, number=1, by=by)
    announce(facts.SolutionWritten(solution_id=solution.pk), by=by)
    return solution


def _save(solution: Solution) -> None:
    problems: dict[str, Any] = {}
    for name, words in (
        ("title", _("Donnez-lui un nom.")),
        ("summary", _("Dites-la en une phrase.")),
        ("licence", _("Dites sous quelle licence.")),
    ):
        if not clean_line(getattr(solution, name)):
            problems[name] = words
    for low, high in (("population_min", "population_max"), ("start_min", "start_max"), ("yearly_min", "yearly_max")):
        least, most = getattr(solution, low), getattr(solution, high)
        if least is not None and most is not None and most < least:
            problems[high] = _("Le plus grand vient après le plus petit.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    solution.changed_at = clock.now()
    solution.save()


@transaction.atomic
def change_solution(*, solution: Solution, by: User, **fields: Any) -> Solution:
    """Its sheet; `indicators` and `precedents` too, as rows. Raises Incomplete."""
    solution = lock(solution)
    for name in FIELDS:
        if name in fields:
            setattr(solution, name, fields[name])
    _save(solution)
    for name in ("indicators", "precedents"):
        if name in fields:
            getattr(solution, name).set(fields[name])
    announce(facts.SolutionWritten(solution_id=solution.pk), by=by)
    return solution


@transaction.atomic
def write_kit(*, solution: Solution, by: User | None, steps: Sequence[dict[str, Any]] | None = None, **words: str) -> Kit:
    """The draft of the kit: a new version when the last one is published. `steps`: title, text, weeks. Raises Refusal or Incomplete."""
    solution = lock(solution)
    last = solution.kits.order_by("-number").first()
    kit = last
    if kit is None or kit.published_at is not None:
        base = {name: getattr(last, name) for name in (*WORDS, "steps")} if last else {}
        kit = Kit(solution=solution, number=(last.number if last else 0) + 1, **base)
    for name in WORDS:
        if name in words:
            setattr(kit, name, clean_text(words[name])[:10_000])
    if "changes" in words:
        kit.changes = clean_line(words["changes"])[:500]
    if steps is not None:
        kit.steps = _steps(steps)
    kit.at, kit.by = clock.now(), by
    kit.save()
    announce(facts.SolutionWritten(solution_id=solution.pk), by=by)
    return kit


def _steps(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = [
        {
            "title": clean_line(str(one.get("title", "")))[:200],
            "text": clean_text(str(one.get("text", "")))[:2000],
            "weeks": one.get("weeks"),
        }
        for one in steps
    ]
    kept = [one for one in kept if one["title"]]
    if len(kept) > MOST_STEPS:
        raise Refusal(_("Au plus %d étapes : regroupez-en.") % MOST_STEPS)
    return kept


def missing(kit: Kit) -> list[str]:
    """The parts that must be written before it is published."""
    lacking = [name for name in NEEDED if not getattr(kit, name)]
    return lacking if kit.steps else [*lacking, "steps"]


@transaction.atomic
def move_solution(*, solution: Solution, verb: str, by: User | None, reason: str = "") -> Solution:
    """Any move of its flow; what is published takes its kit with it. Raises Refusal or Incomplete."""
    solution = lock(solution)
    reason = clean_line(reason)[:1000]
    if verb in ("send_back", "withdraw") and not reason:
        words = _("Dites pourquoi : l’équipe et ceux qui la reprennent le liront.")
        raise Incomplete(words, {"reason": words})
    solution.state = Solution.FLOW.step(verb, solution.state)
    if verb in ("submit", "publish"):
        _check_whole(solution)
    if verb == "publish":
        solution.published_at = solution.published_at or clock.now()
        _publish_kit(solution)
    solution.state_reason = reason
    solution.changed_at = clock.now()
    solution.save()
    announce(facts.SolutionMoved(solution_id=solution.pk, verb=verb, state=solution.state), by=by)
    return solution


def _check_whole(solution: Solution) -> None:
    kit = solution.kits.order_by("-number").first()
    if kit is None or missing(kit):
        raise Refusal(
            _("Le kit n’est pas complet : avant, après, ce qui ne change pas, ce qui peut changer, les conditions et les étapes.")
        )


def _publish_kit(solution: Solution) -> None:
    kit = solution.kits.select_for_update().filter(published_at=None).first()
    if kit is not None:
        kit.published_at = clock.now()
        kit.save()


@transaction.atomic
def publish_kit(*, solution: Solution, by: User) -> Kit:
    """Another version of a published solution's kit. What was adopted keeps its own. Raises Refusal."""
    solution = lock(solution)
    kit = solution.kits.select_for_update().filter(published_at=None).first()
    if solution.state != Solution.State.PUBLISHED or kit is None:
        raise Refusal(_("Il n’y a pas de nouvelle version à publier."))
    if missing(kit):
        _check_whole(solution)
    if not kit.changes:
        words = _("Dites en une phrase ce qui change dans cette version.")
        raise Incomplete(words, {"changes": words})
    kit.published_at = clock.now()
    kit.save()
    announce(facts.SolutionMoved(solution_id=solution.pk, verb="publish_kit", state=solution.state), by=by)
    return kit
