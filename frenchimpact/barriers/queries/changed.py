"""« Règles changées »: what is counted, each once, down to its lines."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Case, Outcome, OutcomeKind, PolicyNote, Precedent
from frenchimpact.core.errors import Text

# The outcomes by which a rule is no longer what it was: a clarification changes none.
KINDS = (OutcomeKind.PRACTICE, OutcomeKind.LOCAL_RULE, OutcomeKind.AMENDMENT)
NOTES = "notes"


@dataclass(frozen=True)
class Changed:
    """One rule that changed. `href` is where it is told, when somewhere in public."""

    kind: str
    title: str
    on: dt.date
    by: str
    reference: str
    href: str = ""
    is_demo: bool = False


def counted() -> list[tuple[str, Text, Text]]:
    """What is counted: code, words, and what it is."""
    return [
        (NOTES, _("Textes publiés après une note"), _("Une note envoyée d’ici a été suivie d’un texte dont la référence est donnée.")),
        (OutcomeKind.PRACTICE, _("Pratiques changées"), _("Un service a changé sa façon d’appliquer la règle, pour tous.")),
        (OutcomeKind.LOCAL_RULE, _("Règles locales changées"), _("Une collectivité a changé sa règle.")),
        (OutcomeKind.AMENDMENT, _("Textes changés sans note"), _("La règle a changé à la suite d’un cas.")),
    ]


def _of_notes() -> list[Changed]:
    return [
        Changed(
            NOTES,
            note.title,
            note.text_on,
            note.authority_name,
            note.text_reference,
            reverse("barriers:policy_note", args=[note.slug]),
            note.is_demo,
        )
        for note in PolicyNote.objects.filter(state=PolicyNote.State.DONE).order_by("-text_on", "-pk")
        if note.text_on is not None
    ]


def _last_outcomes() -> list[Outcome]:
    """The last outcome of each case, when it changed a rule: a case answered again has another one."""
    last = Outcome.objects.filter(case=OuterRef("case")).order_by("-at", "-pk").values("pk")[:1]
    found = Outcome.objects.filter(kind__in=KINDS, pk=Subquery(last)).exclude(case__state=Case.State.DUPLICATE)
    return list(found.select_related("case__barrier").order_by("-at", "-pk"))


def _of_cases() -> list[Changed]:
    """One rule counts once, however many cases hit it; a text that a note already counts, not again."""
    noted = set(PolicyNote.objects.filter(state=PolicyNote.State.DONE).values_list("barrier_links__barrier", flat=True)) - {None}
    outcomes = _last_outcomes()
    answers = {
        one.case_id: one
        for one in Precedent.objects.filter(case__in=[each.case_id for each in outcomes], state=Precedent.State.VALID).defer("words")
    }
    found: dict[tuple[str, str], Changed] = {}
    for outcome in outcomes:
        case, barrier, answer = outcome.case, outcome.case.barrier, answers.get(outcome.case_id)
        if barrier is not None and barrier.pk in noted and outcome.kind == OutcomeKind.AMENDMENT:
            continue
        title, href = _("Un cas, sans nom"), ""
        if barrier is not None and barrier.hidden_at is None:
            title, href = barrier.title, reverse("barriers:common_barrier", args=[barrier.reference])
        elif answer is not None:
            title, href = answer.title, reverse("barriers:precedent", args=[answer.slug])
        key = (outcome.kind, f"b{barrier.pk}" if barrier else f"c{case.pk}")
        on = outcome.decided_on or outcome.at.date()
        found.setdefault(key, Changed(outcome.kind, title, on, outcome.decided_by, "", href, case.is_demo))
    return list(found.values())


def rules_changed() -> list[Changed]:
    """Every line that is counted, the last one first."""
    return sorted([*_of_notes(), *_of_cases()], key=lambda one: one.on, reverse=True)


@dataclass(frozen=True)
class Counter:
    """The number of rules changed, with its parts: code, words, what it is, how many."""

    count: int
    parts: list[tuple[str, Text, Text, int]]


def changed_counter(lines: list[Changed] | None = None) -> Counter:
    """The counter, as pages show it."""
    found = rules_changed() if lines is None else lines
    return Counter(len(found), [(code, words, what, sum(one.kind == code for one in found)) for code, words, what in counted()])
