"""Policy notes: those that anyone reads, those of the desk, and where each stands."""

import datetime as dt
import re
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Barrier, NoteLetter, PolicyNote, PolicyReply
from frenchimpact.barriers.rules import is_of_desk, visible_notes
from frenchimpact.core import clock, links
from frenchimpact.core.errors import Text
from frenchimpact.design.words import day
from frenchimpact.organisations.rules import Anyone

State, Verdict = PolicyNote.State, PolicyReply.Verdict
# The purpose of the link by which an administration answers, and how long it opens.
REPLY_LINK, REPLY_DAYS = "barriers.note", 730
# Where a note stands, as lists and files say it: each a code that stays.
WAITING, SILENT, CHANGED = "en_attente", "sans_reponse", "texte_publie"
VERDICTS = {Verdict.ADOPTED: "suivie", Verdict.PARTLY: "suivie_en_partie", Verdict.REFUSED: "refusee"}
# The address of a note ends with its reference, whatever title it was made of.
_REFERENCE = re.compile(r"(?:^|-)(n-\d{4}-\d+)$")
STANDINGS = ("brouillon", WAITING, SILENT, *VERDICTS.values(), CHANGED, "close")
TONES = {WAITING: "info", SILENT: "warn", "suivie": "ok", "suivie_en_partie": "info", "refusee": "bad", CHANGED: "ok"}


def _with_replies(notes: QuerySet[PolicyNote]) -> QuerySet[PolicyNote]:
    return notes.prefetch_related(Prefetch("replies", PolicyReply.objects.select_related("letter").order_by("-at", "-pk")), "barriers")


def reply_of(note: PolicyNote) -> PolicyReply | None:
    """The reply that counts: the last one."""
    return next(iter(note.replies.all()), None)


def is_silent(note: PolicyNote) -> bool:
    """Whether its day is over without a reply."""
    return note.state == State.SENT and note.answer_by is not None and note.answer_by < clock.today()


def standing(note: PolicyNote) -> str:
    """The code of where it stands: one of STANDINGS."""
    if note.state == State.DRAFT:
        return "brouillon"
    if note.state == State.DONE:
        return CHANGED
    if note.state == State.CLOSED:
        return "close"
    reply = reply_of(note)
    return VERDICTS[Verdict(reply.verdict)] if reply else SILENT if is_silent(note) else WAITING


def standing_words(code: str, note: PolicyNote | None = None) -> Text:
    """The same in words; of a note, with its day."""
    if note is not None and note.answer_by is not None and code == SILENT:
        return _("Sans réponse depuis le %(on)s") % {"on": day(note.answer_by)}
    if note is not None and note.answer_by is not None and code == WAITING:
        return _("Réponse attendue au plus tard le %(on)s") % {"on": day(note.answer_by)}
    return {
        "brouillon": _("Brouillon"),
        WAITING: _("Réponse attendue"),
        SILENT: _("Sans réponse"),
        "suivie": _("Suivie"),
        "suivie_en_partie": _("Suivie en partie"),
        "refusee": _("Refusée"),
        CHANGED: _("Texte publié"),
        "close": _("Close"),
    }[code]


def changed_on(note: PolicyNote) -> dt.date:
    """The day of the last thing that happened to it in public."""
    reply = reply_of(note)
    days = [one.date() for one in (note.sent_at, reply.at if reply else None) if one is not None]
    return max([*days, *([note.text_on] if note.text_on and note.text_on <= clock.today() else [])], default=clock.date_of(note.created_at))


def public_notes() -> QuerySet[PolicyNote]:
    """Those that were sent, the last one first, with what their list shows."""
    return _with_replies(PolicyNote.objects.exclude(state=State.DRAFT)).order_by("-sent_at", "-pk")


def desk_notes() -> QuerySet[PolicyNote]:
    """All of them, the last written first."""
    return _with_replies(PolicyNote.objects.all()).order_by("-created_at", "-pk")


def notes_about(barrier: Barrier) -> list[tuple[PolicyNote, Text]]:
    """The notes in public that ask to lift a barrier, each with where it stands."""
    return [(one, standing_words(standing(one), one)) for one in public_notes().filter(barrier_links__barrier=barrier)[:20]]


def _whole(notes: QuerySet[PolicyNote]) -> QuerySet[PolicyNote]:
    return _with_replies(notes).select_related("authority", "norm").prefetch_related("sentences__evidence")


def find_note(user: Anyone, slug: str) -> PolicyNote:
    """A note that was sent, by an earlier address of its too; its draft for nobody, at its public address. Raises Http404."""
    ending = _REFERENCE.search(slug)
    asked = Q(slug=slug) | Q(reference=ending[1].upper()) if ending else Q(slug=slug)
    found = _whole(visible_notes(user).exclude(state=State.DRAFT)).filter(asked).first()
    if found is None:
        raise Http404(_("Cette note n’existe pas, ou n’est pas encore envoyée."))
    return found


def find_kept_note(user: Anyone, reference: str) -> PolicyNote:
    """A note of the desk, whatever its state. Raises Http404 for whoever is not of the desk."""
    found = _whole(PolicyNote.objects.all()).filter(reference=reference).first() if is_of_desk(user) else None
    if found is None:
        raise Http404(_("Cette note n’existe pas."))
    return found


def find_letter(user: Anyone, reference: str, number: int) -> NoteLetter:
    """A mail received about a note of the desk. Raises Http404."""
    found = find_kept_note(user, reference).letters.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def reply_key(note: PolicyNote) -> str:
    """The secret part of the link by which its administration answers."""
    return links.make_key(REPLY_LINK, note.pk, note.link_serial)


def note_by_key(key: str) -> PolicyNote | None:
    """The note behind a link; None when it is not ours, too old, or replaced by another one."""
    parts: list[Any] | None = links.read_key(REPLY_LINK, key, days=REPLY_DAYS)
    if parts is None or len(parts) != 2:
        return None
    found = _whole(PolicyNote.objects.exclude(state=State.DRAFT)).filter(pk=int(parts[0])).first()
    return found if found is not None and found.link_serial == parts[1] else None
