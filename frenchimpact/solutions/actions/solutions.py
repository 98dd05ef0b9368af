"""A project writes its solution and its kit; the programme reads them; what is published is a version, never rewritten."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django.db import models, transaction
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
    _check(solution)
    solution.changed_at = clock.now()
    solution.save()


def _check(solution: Solution) -> None:
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


LINKED = ("indicators", "precedents")


@transaction.atomic
def change_solution(*, solution: Solution, by: User, **fields: Any) -> Solution:
    """Its sheet; `indicators` and `precedents` too, as rows. Once public, the next version is written. Raises Incomplete."""
    solution = lock(solution)
    if solution.published_at is not None:
        _propose_sheet(solution, fields, by)
    else:
        for name in FIELDS:
            if name in fields:
                setattr(solution, name, fields[name])
        _save(_taken_back(solution, by))
        for name in LINKED:
            if name in fields:
                getattr(solution, name).set(fields[name])
    announce(facts.SolutionWritten(solution_id=solution.pk), by=by)
    return solution


def _taken_back(solution: Solution, by: User | None) -> Solution:
    """What is being read and is written again is given to read again: nobody publishes words that they did not read."""
    if solution.state == Solution.State.SUBMITTED:
        solution.state = Solution.FLOW.step("take_back", solution.state)
        announce(facts.SolutionMoved(solution_id=solution.pk, verb="take_back", state=solution.state), by=by)
    return solution


def _propose_sheet(solution: Solution, fields: dict[str, Any], by: User) -> None:
    """Beside the next version of the kit: the public sheet stays as it is until the programme has read both."""
    kit = _draft_kit(solution)
    sheet = dict(kit.sheet or {})
    for name in FIELDS:
        if name in fields:
            value = fields[name]
            sheet[name] = str(value) if isinstance(value, Decimal) else value
    for name in LINKED:
        if name in fields:
            sheet[name] = [one.pk for one in fields[name]]
    _check(_with_sheet(solution, sheet))
    kit.sheet, kit.submitted_at, kit.at, kit.by = sheet, None, clock.now(), by
    kit.save()


def _with_sheet(solution: Solution, sheet: dict[str, Any]) -> Solution:
    """The same with the columns of a sheet that was kept."""
    for name in FIELDS:
        if name in sheet:
            column = cast("models.Field[Any, Any]", Solution._meta.get_field(name))
            setattr(solution, name, column.to_python(sheet[name]))
    return solution


def _draft_kit(solution: Solution) -> Kit:
    """The version that is being written: a new one, after the last, when that one is published."""
    last = solution.kits.order_by("-number").first()
    if last is not None and last.published_at is None:
        return last
    base = {name: getattr(last, name) for name in (*WORDS, "steps", "costs")} if last else {}
    return Kit(solution=solution, number=(last.number if last else 0) + 1, **base)


@transaction.atomic
def write_kit(
    *,
    solution: Solution,
    by: User | None,
    steps: Sequence[dict[str, Any]] | None = None,
    costs: Sequence[dict[str, str]] | None = None,
    **words: str,
) -> Kit:
    """The draft of the kit: a new version when the last one is published. `steps`: title, text, weeks; `costs`: as `read_costs` gives them.

    Raises Refusal or Incomplete.
    """
    solution = lock(solution)
    kit = _draft_kit(solution)
    for name in WORDS:
        if name in words:
            setattr(kit, name, clean_text(words[name])[:10_000])
    if "changes" in words:
        kit.changes = clean_line(words["changes"])[:500]
    if steps is not None:
        kit.steps = _steps(steps)
    if costs is not None:
        kit.costs = list(costs)
    kit.at, kit.by, kit.submitted_at = clock.now(), by, None
    kit.save()
    if solution.state == Solution.State.SUBMITTED:
        _save(_taken_back(solution, by))
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
        solution.edition = kit.number


# ── Another version of what is public ────────────────────────────────────────────────────────────
@transaction.atomic
def submit_version(*, solution: Solution, by: User) -> Kit:
    """Sheet and kit, given to the programme to read; what is public stays. Raises Refusal or Incomplete."""
    solution = lock(solution)
    kit = solution.kits.select_for_update().filter(published_at=None).first()
    if solution.state != Solution.State.PUBLISHED or kit is None:
        raise Refusal(_("Il n’y a pas de nouvelle version à faire relire."))
    if kit.submitted_at is not None:
        return kit
    if missing(kit):
        _check_whole(solution)
    if not kit.changes:
        words = _("Dites en une phrase ce qui change dans cette version.")
        raise Incomplete(words, {"changes": words})
    kit.submitted_at, kit.state_reason = clock.now(), ""
    kit.save()
    _save(solution)
    announce(facts.SolutionMoved(solution_id=solution.pk, verb="submit_version", state=solution.state), by=by)
    return kit


def _read_version(solution: Solution) -> Kit:
    kit = solution.kits.select_for_update().filter(published_at=None, submitted_at__isnull=False).first()
    if solution.state != Solution.State.PUBLISHED or kit is None:
        raise Refusal(_("Aucune version n’attend d’être relue : l’équipe du projet l’a reprise, ou elle est déjà publique."))
    return kit


@transaction.atomic
def publish_version(*, solution: Solution, by: User | None) -> Kit:
    """Read by the programme, it takes the place of the former. What was adopted keeps its own. Raises Refusal or Incomplete."""
    solution = lock(solution)
    kit = _read_version(solution)
    kit.published_at = clock.now()
    kit.save()
    sheet = kit.sheet or {}
    solution.edition = kit.number
    _save(_with_sheet(solution, sheet))
    for name in LINKED:
        if name in sheet:
            linked = getattr(solution, name)
            linked.set(linked.model.objects.filter(pk__in=sheet[name]))
    announce(facts.SolutionMoved(solution_id=solution.pk, verb="publish_kit", state=solution.state), by=by)
    return kit


@transaction.atomic
def send_version_back(*, solution: Solution, reason: str, by: User) -> Kit:
    """The team reads what to change; what is public stays. Raises Refusal or Incomplete."""
    solution = lock(solution)
    kit = _read_version(solution)
    kit.state_reason = clean_line(reason)[:1000]
    if not kit.state_reason:
        words = _("Dites pourquoi : l’équipe et ceux qui la reprennent le liront.")
        raise Incomplete(words, {"reason": words})
    kit.submitted_at = None
    kit.save()
    _save(solution)
    announce(facts.SolutionMoved(solution_id=solution.pk, verb="send_version_back", state=solution.state), by=by)
    return kit
