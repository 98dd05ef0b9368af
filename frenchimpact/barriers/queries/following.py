"""A case as its person sees it: found by their link or signed in; what happened, and what was written in their circle only."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import rules
from frenchimpact.barriers.messages.receipts import FOLLOW
from frenchimpact.barriers.models import Case, Circle, Message, Outcome
from frenchimpact.barriers.rules import PIECE, STORY
from frenchimpact.core.links import read_key
from frenchimpact.core.rows import among
from frenchimpact.design.navigation import in_language
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import find_space
from frenchimpact.territories.models import SupportRequest
from frenchimpact.territories.queries.support import Followed

LINK_DAYS = 180
# However old, a link of ours still says to which case it belonged: a new one may be sent to the same address.
_EVER = 36_500


@dataclass(frozen=True)
class ByKey:
    """What a link leads to: the case it opens; or the one that it used to open."""

    case: Case | None = None
    was: Case | None = None


def case_by_key(key: str) -> ByKey:
    """The case of a link, if it still opens it: not too old, not replaced by another."""
    parts = read_key(FOLLOW, key, days=_EVER) if len(key) < 300 else None
    if parts is None or len(parts) != 2 or not isinstance(parts[0], int):
        return ByKey()
    case = _whole().filter(pk=parts[0]).first()
    if case is None or case.forgotten_at is not None:
        return ByKey()
    is_good = read_key(FOLLOW, key, days=LINK_DAYS) is not None and case.link_serial == parts[1]
    return ByKey(case=case) if is_good else ByKey(was=case)


def _whole() -> QuerySet[Case]:
    return Case.objects.select_related("place", "project", "organisation", "territory", "duplicate_of")


def own_cases(user: Anyone) -> QuerySet[Case]:
    """Those that the person filed, latest first."""
    return rules.own_cases(user) if isinstance(user, User) else Case.objects.none()


def find_own_case(user: Anyone, reference: str) -> Case:
    """One of them. Raises Http404."""
    found = _whole().filter(pk__in=own_cases(user).values("pk"), reference=reference).first()
    if found is None:
        raise Http404(_("Cette demande n’existe pas, ou n’est pas la vôtre."))
    return found


def project_cases(project: Project) -> QuerySet[Case]:
    """The barriers of a project, latest first. The caller has asked permission to enter its space."""
    return Case.objects.filter(project=project).order_by("-received_at", "-pk")


def find_project_case(user: Anyone, reference: str, case: str) -> tuple[Project, Case]:
    """One barrier of a project whose space the person enters. Raises Http404."""
    project = find_space(user, reference)
    found = _whole().filter(project=project, reference=case).first()
    if found is None:
        raise Http404(_("Cette demande n’existe pas, ou n’est pas de ce projet."))
    return project, found


def of_request(user: Anyone, request: SupportRequest) -> Followed | None:
    """How the desk follows a territory's request, with the page that this reader may open."""
    case = Case.objects.select_related("project").filter(request=request).first()
    if case is None:
        return None
    page = ""
    if rules.can_follow_own_case(user, case):
        page = reverse("barriers:own_case", args=[case.reference])
    elif rules.can_read_case(user, case):
        page = in_language(f"/mon-espace/freins/{case.reference}/", get_language() or "fr")
    return Followed(case.reference, state_words(case.state), page)


@dataclass(frozen=True)
class Said:
    """One message of the thread, with its documents."""

    message: Message
    files: list[StoredFile] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Whose it is, for the person. Names of the desk are not shown."""
        return {
            Message.Author.PERSON: _("Vous"),
            Message.Author.DESK: _("Le guichet"),
            Message.Author.SYSTEM: _("La plateforme"),
        }.get(Message.Author(self.message.author), _("Une administration"))


@dataclass(frozen=True)
class Seen:
    """What the person sees of their case."""

    case: Case
    steps: list[dict[str, Any]]
    thread: list[Said]
    files: list[StoredFile]
    outcome: Outcome | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.case.state in Case.OPEN

    @property
    def can_withdraw(self) -> bool:
        """Whether they may still give up."""
        return Case.FLOW.can("withdraw", self.case.state)


def see(case: Case) -> Seen:
    """Everything that the person may read, and nothing of the other circles."""
    messages = list(case.messages.filter(circle=Circle.PERSON).order_by("at", "pk"))
    by_message: dict[int, list[StoredFile]] = defaultdict(list)
    label = Message._meta.label
    pieces = StoredFile.objects.filter(owner_model=label, owner_id__in=among([one.pk for one in messages]), purpose=PIECE)
    for file in pieces.order_by("pk"):
        by_message[file.owner_id].append(file)
    return Seen(
        case,
        _steps(case),
        [Said(one, by_message[one.pk]) for one in messages],
        list(files_of(case, STORY)),
        case.outcomes.order_by("-at", "-pk").first() if case.state in _ANSWERED else None,
    )


def find_piece(case: Case, key: uuid.UUID) -> StoredFile:
    """A document of what the person may read. Raises Http404."""
    story = Q(owner_model=Case._meta.label, owner_id=case.pk, purpose=STORY)
    said = case.messages.filter(circle=Circle.PERSON).values("pk")
    piece = Q(owner_model=Message._meta.label, owner_id__in=said, purpose=PIECE)
    file = StoredFile.objects.filter(story | piece, key=key).first()
    if file is not None:
        return file
    raise Http404


# Steps whose words are meant for the person; those of the others stay at the desk.
_SAID_TO_PERSON = {"ask_more", "silence", "late_opinion", "redirect", "withdraw"}
# Joined to another case, it has that one's answer.
_ANSWERED = (Case.State.OUTCOME, Case.State.FOLLOW_UP, Case.State.CLOSED, Case.State.DUPLICATE)


def verb_words(verb: str) -> str:
    """What happened, in the person's words; empty for what they need not know."""
    return {
        "receive": _("Votre demande est arrivée au guichet."),
        "sort": _("Une personne du guichet l’a lue."),
        "ask_more": _("Le guichet vous demande une précision."),
        "give_more": _("Vous avez donné une précision."),
        "qualify": _("Le guichet a trouvé la règle en cause."),
        "assign": _("Un hacker public s’occupe de votre demande."),
        "consult": _("Des administrations ont été consultées."),
        "silence": _("Une administration n’a pas répondu à temps."),
        "late_opinion": _("Une administration a répondu après son délai."),
        "sum_up": _("Le guichet rassemble les avis reçus."),
        "send_to_decision": _("L’autorité compétente doit décider."),
        "answer": _("Une réponse vous a été rendue."),
        "follow": _("Le guichet suit ce que devient la réponse."),
        "close": _("Votre demande est close."),
        "mark_duplicate": _("Votre demande rejoint une autre, qui pose la même question."),
        "redirect": _("Votre demande relève d’un autre service."),
        "withdraw": _("Vous avez retiré votre demande."),
        "reopen": _("Votre demande est rouverte."),
    }.get(verb, "")


def state_words(state: str) -> str:
    """What comes next, for an open case; where it ended, for the others."""
    return {
        Case.State.RECEIVED: _("Une personne va lire votre demande"),
        Case.State.TRIAGE: _("Le guichet cherche si une réponse existe déjà"),
        Case.State.NEEDS_INFORMATION: _("Nous attendons votre précision"),
        Case.State.QUALIFIED: _("Le guichet va la confier à un hacker public"),
        Case.State.ASSIGNED: _("Un hacker public prépare la suite"),
        Case.State.CONSULTING: _("Nous attendons l’avis des administrations"),
        Case.State.SYNTHESIS: _("Le guichet rédige sa synthèse"),
        Case.State.DECIDING: _("Nous attendons la décision de l’autorité"),
        Case.State.OUTCOME: _("Votre réponse est là"),
        Case.State.FOLLOW_UP: _("Nous suivons ce que devient la réponse"),
        Case.State.CLOSED: _("Close"),
        Case.State.DUPLICATE: _("Jointe à une autre demande"),
        Case.State.REDIRECTED: _("Orientée vers un autre service"),
        Case.State.WITHDRAWN: _("Retirée"),
    }[Case.State(state)]


def _steps(case: Case) -> list[dict[str, Any]]:
    """The thread of what happened; the step under way last, with its day."""
    done: list[dict[str, Any]] = []
    for event in case.events.filter(is_for_person=True).order_by("at", "pk"):
        if words := verb_words(event.verb):
            note = event.text if event.verb in _SAID_TO_PERSON else ""
            done.append({"text": words, "note": note or None, "at": event.at, "state": "done"})
    if case.state in Case.OPEN:
        done.append({"text": state_words(case.state), "by": case.next_on, "state": "ask" if case.state == "needs_information" else "now"})
    return done
