"""Answering by mail where an action stands: « statut : fait », « avancement : 60 % »."""

import re
from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.text import clean_text, fold
from frenchimpact.inbound.rules import Reply, Understood
from frenchimpact.territories import rules
from frenchimpact.territories.actions.plans import move_action, note_action, save_action
from frenchimpact.territories.messages import plans as plan_messages
from frenchimpact.territories.models import Action
from frenchimpact.territories.queries.actions import seal, values_of

# What people write, without accents or capitals, and the move that it means.
WORDS = {
    "finish": ("fait", "faite", "fini", "finie", "termine", "terminee", "done", "finished"),
    "start": (
        "en cours",
        "lance",
        "lancee",
        "commence",
        "commencee",
        "repris",
        "reprise",
        "debloque",
        "debloquee",
        "in progress",
        "started",
    ),
    "block": ("bloque", "bloquee", "blocked"),
    "put_back": ("a lancer", "a faire", "pas commence", "pas commencee", "to start"),
    "drop": ("abandonne", "abandonnee", "annule", "annulee", "dropped"),
}
_VERBS = {word: verb for verb, words in WORDS.items() for word in words}
_STATE = re.compile(r"^\s*(?:statut|[ée]tat|status|state)\s*[:=]\s*(.+)$", re.IGNORECASE)
_PROGRESS = re.compile(r"^\s*(?:avancement|progress)\s*[:=]\s*(\d{1,3})\s*%?\s*\.?\s*$", re.IGNORECASE)
_UNBLOCK = re.compile(r"^\s*(?:il faudrait|pour d[ée]bloquer|d[ée]bloquerait|unblock)\s*[:=]?\s*(.+)$", re.IGNORECASE)


def find_for_reply(person: User, action_id: int) -> Action | None:
    """The action, if the person may say where it stands."""
    found = Action.objects.select_related("territory__lead", "territory__officer", "owner", "pilot").filter(pk=action_id).first()
    return found if found is not None and rules.can_edit_action(person, found) else None


def page_of(action: Action) -> str:
    """Where the same is said in a browser."""
    with translation.override(settings.LANGUAGE_CODE):
        return plan_messages.page(action)


def take_reply(reply: Reply) -> Understood:
    """Do what the mail says: change the state, the progress, and keep the rest as a note. Raises Refusal."""
    action: Action = reply.thing
    verb, progress, unblocked_by, rest = _read(reply.text)
    if not verb and progress is None:
        raise Refusal(
            gettext_lazy("Nous n’avons pas compris. Écrivez d’abord « statut : fait », « statut : en cours » ou « avancement : 60 % ».")
        )
    if progress is not None and progress > 100:
        raise Refusal(gettext_lazy("Un avancement va de 0 à 100 %. Rien n’est modifié."))
    said: list[Callable[[], str]] = []
    if verb:
        moved = _move(action, verb, unblocked_by, rest, reply.person)
        said.append(lambda: _("L’action %(code)s est maintenant : %(state)s.") % {"code": moved.code, "state": moved.get_state_display()})
    if progress is not None:
        shown = seal(values_of(action)["progress"])
        save_action(action=action, changes={"progress": Change(str(progress), shown)}, by=reply.person)
        said.append(lambda: _("Son avancement est de %(count)s %%.") % {"count": progress})
    if rest and verb not in ("block", "drop"):
        note_action(action=action, text=rest, by=reply.person)
        said.append(lambda: _("Le reste de votre message est gardé en note."))
    words = lazy(lambda: " ".join(one() for one in said), str)()
    refused: list[tuple[str, Text]] = [(one.name, gettext_lazy("cette action ne reçoit pas de fichier")) for one in reply.attachments]
    return Understood(words, page_of(action), [], refused)


def _read(text: str) -> tuple[str, int | None, str, str]:
    """The move, the progress, what would unblock, and the rest."""
    verb, progress, unblocked_by, rest = "", None, "", []
    lines = clean_text(text).splitlines()
    for number, line in enumerate(lines):
        if (found := _STATE.match(line)) and not verb:
            verb, more = _verb(found[1])
            rest += [more] if more else []
        elif (found := _PROGRESS.match(line)) and progress is None:
            progress = int(found[1])
        elif found := _UNBLOCK.match(line):
            unblocked_by = found[1]
        elif number == 0 and fold(line) in _VERBS:
            verb = _VERBS[fold(line)]
        else:
            rest.append(line)
    return verb, progress, unblocked_by, clean_text("\n".join(rest))


def _verb(words: str) -> tuple[str, str]:
    """The move that these words begin with, and what follows: « bloquée, la licence est refusée »."""
    head, _mark, more = re.split(r"([,;:.–]|\s-\s|$)", words, maxsplit=1)
    if fold(head) in _VERBS:
        return _VERBS[fold(head)], more.strip(" .")
    return "", ""


def _move(action: Action, verb: str, unblocked_by: str, rest: str, by: User) -> Action:
    try:
        return move_action(
            action=action,
            verb=verb,
            by=by,
            blocked_by=rest if verb == "block" else "",
            unblocked_by=unblocked_by,
            note=rest if verb == "drop" else "",
        )
    except Incomplete as refusal:
        raise Refusal(
            gettext_lazy("Pour dire une action bloquée, écrivez « statut : bloqué, … » avec la raison, puis « il faudrait : … ».")
            if verb == "block"
            else gettext_lazy("Pour abandonner une action, écrivez « statut : abandonné, … » avec la raison.")
        ) from refusal
