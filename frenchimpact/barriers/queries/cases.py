"""One case as the desk works on it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.barriers import clocks
from frenchimpact.barriers.models import Analysis, Assigned, Case, CaseNorm, Circle, Message
from frenchimpact.barriers.queries.near import read_sentence
from frenchimpact.barriers.rules import PIECE, readable_cases, visible_cases
from frenchimpact.core import clock
from frenchimpact.core.rows import among
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.rules import Anyone

# Of the cases that share a word with another, how many are ranked, and the least that makes one near.
RANKED, NEAR = 500, 0.1
ROUTED = (Assigned.State.PROPOSED, Assigned.State.ACCEPTED)


def find_case_of_desk(user: Anyone, reference: str) -> Case:
    """A case that the person sees at the desk. Raises Http404."""
    rows = visible_cases(user).select_related(
        "barrier", "place__department", "owner", "organisation", "project", "territory", "duplicate_of"
    )
    found = rows.prefetch_related("assigned__user").defer("words").filter(reference=reference).first()
    if found is None:
        raise Http404(_("Ce cas n’existe pas, ou il touche une structure qui est la vôtre : une autre personne le suit."))
    return found


def analysis_of(case: Case) -> Analysis:
    """Its legal card, blank as long as nobody wrote any."""
    return Analysis.objects.filter(case=case).first() or Analysis(case=case)


def norms_of(case: Case) -> QuerySet[CaseNorm]:
    """The texts that it cites, those of the desk first, with how many other cases cite each."""
    others = CaseNorm.objects.filter(norm=OuterRef("norm")).exclude(case=case).values("norm").annotate(n=Count("pk")).values("n")
    rows = CaseNorm.objects.filter(case=case).select_related("norm")
    return rows.annotate(other_count=Coalesce(Subquery(others), 0)).order_by("is_told", "pk")


@dataclass(frozen=True)
class Clock:
    """Where the time of a case stands: working days spent, those of pauses left out; and how late its next step is."""

    spent: int
    late: int
    left: int | None
    paused: str = ""
    paused_days: int = 0

    @property
    def tone(self) -> str:
        """How much it presses."""
        if self.paused:
            return "info"
        return "bad" if self.late else "warn" if self.left is not None and self.left <= 2 else ""

    @property
    def words(self) -> str:
        """The same in words: colour alone says nothing."""
        if self.paused:
            return _("En pause")
        if self.late:
            return _("En retard de %(n)s j") % {"n": self.late}
        if self.left == 0:
            return _("Aujourd’hui")
        return _("Dans %(n)s j") % {"n": self.left} if self.left is not None else ""


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()


def clock_of(case: Case, today: dt.date | None = None) -> Clock:
    """The clock of a case whose pauses are at hand."""
    today = today or clock.today()
    since = _day(case.received_at)
    until = min(today, _day(case.settled_at)) if case.settled_at else today
    pauses = [(one.since, one.until) for one in case.pauses.all()]
    spent = clocks.elapsed(since, until, pauses)
    running = next((one.reason for one in case.pauses.all() if one.until is None), "")
    if case.next_on is None:
        return Clock(spent, 0, None, "", clocks.working_days(since, until) - spent)
    late, left = clocks.days_late(case.next_on, today), max(0, clocks.working_days(today, case.next_on))
    return Clock(spent, late, left, running if case.state in Case.OPEN else "", clocks.working_days(since, until) - spent)


@dataclass(frozen=True)
class Line:
    """One message of the exchanges, with its documents."""

    message: Message
    files: list[StoredFile] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Whose it is, for the desk."""
        if self.message.by is not None and self.message.author == Message.Author.DESK:
            return str(self.message.by)
        if self.message.asked is not None:
            return self.message.asked.name
        return str(self.message.get_author_display())


def exchanges(case: Case, circle: str = "") -> list[Line]:
    """What was written, in one circle or in all, the latest first."""
    rows = case.messages.select_related("by", "asked").order_by("-at", "-pk")
    messages = list(rows.filter(circle=circle) if circle in Circle.values else rows)
    files: dict[int, list[StoredFile]] = defaultdict(list)
    keys = among([one.pk for one in messages])
    for file in StoredFile.objects.filter(owner_model=Message._meta.label, owner_id__in=keys, purpose=PIECE).order_by("pk"):
        files[file.owner_id].append(file)
    return [Line(one, files[one.pk]) for one in messages]


def circle_counts(case: Case) -> dict[str, int]:
    """How many messages each circle has."""
    return dict(case.messages.order_by().values_list("circle").annotate(n=Count("pk")))


def desk_words(verb: str) -> str:
    """What happened, for the desk; empty where the state that the case reached says it."""
    return {
        "withdraw": _("La personne a retiré sa demande."),
        "give_more": _("La personne a donné une précision."),
        "take": _("Pris en charge."),
        "untied": _("A dit n’avoir aucun lien avec qui demande."),
        "tied": _("A déclaré un lien avec qui demande."),
        "refused_files": _("Pièces jointes refusées."),
        "propose": _("Proposé à un hacker public."),
        "decline": _("Décliné."),
        "lapse": _("Sans réponse dans le délai : proposé à quelqu’un d’autre."),
        "hand_over": _("Passé à quelqu’un d’autre."),
        "second": _("Second hacker."),
        "nobody": _("Aucun hacker disponible."),
        "joined": _("Une autre demande rejoint ce cas."),
        "pause": _("Délai en pause."),
        "resume": _("Le délai court de nouveau."),
        "plan": _("Prochaine étape changée."),
        "place": _("Lieu écrit par le guichet."),
        "new_link": _("Nouveau lien de suivi envoyé."),
        "answer_by_precedent": _("Réponse déjà publiée."),
        "assign": _("Confié à un hacker public."),
        "qualify": _("Qualifié."),
        "sort": _("Tri commencé."),
        "redirect": _("Orienté vers un autre service."),
        "ask_more": _("Précision demandée."),
        "tell_services": _("Message aux administrations consultées."),
        "transmit": _("Transmis à un autre service."),
        "silence": _("Silence inscrit."),
        "bounce": _("Question non distribuée."),
        "opinion": _("Avis rendu."),
        "late_opinion": _("La personne sait que cette réponse tardive est là."),
        "forward": _("Question transmise."),
        "more_time": _("Délai demandé."),
        "sponsor": _("Hiérarchie prévenue."),
        "secretary": _("Secrétariat général prévenu."),
    }.get(verb, "")


def history(case: Case) -> list[dict[str, Any]]:
    """Every step, the latest last, as a thread shows them."""
    rows = []
    for event in case.events.select_related("by").order_by("at", "pk"):
        note = " · ".join(part for part in (event.text, str(event.by) if event.by else "") if part)
        rows.append({"text": desk_words(event.verb) or event.get_state_display(), "note": note or None, "at": event.at, "state": "done"})
    return rows


def near_cases(user: Anyone, case: Case, limit: int = 5) -> list[Case]:
    """Those that the desk had about the same rule, the same article or the same words, closest first; never the person's own."""
    rows = readable_cases(user).exclude(pk=case.pk).exclude(state=Case.State.DUPLICATE).defer("words")
    found = list(rows.filter(barrier=case.barrier_id).order_by("-received_at", "-pk")[:limit]) if case.barrier_id else []
    if len(found) < limit:
        cited = CaseNorm.objects.filter(norm__in=CaseNorm.objects.filter(case=case).values("norm")).values("case")
        same = rows.filter(pk__in=cited).exclude(pk__in=[one.pk for one in found])
        found += same.order_by("-received_at", "-pk")[: limit - len(found)]
    # Words are asked of the title: two cases of one subject say it there. The latest that share one are ranked, however many there are.
    words = read_sentence(case.title).any_query
    if words and len(found) < limit:
        wanted = SearchQuery(words, config="public.fr", search_type="raw")
        latest = rows.filter(words=wanted).order_by("-pk").values("pk")[:RANKED]
        ranked = rows.filter(pk__in=latest).annotate(rank=SearchRank(F("words"), wanted)).exclude(pk__in=[one.pk for one in found])
        found += ranked.filter(rank__gte=NEAR).order_by("-rank", "-pk")[: limit - len(found)]
    return found
