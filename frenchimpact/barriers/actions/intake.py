"""The one door of the desk: a form, a mail, a territory's blocked action, a hacker's own entry; each makes the same case."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.cited import read_cited
from frenchimpact.barriers.actions.references import CASE, next_reference
from frenchimpact.barriers.actions.talk import note, note_refused
from frenchimpact.barriers.clocks import TRIAGE_DAYS, add_working_days
from frenchimpact.barriers.messages import receipts
from frenchimpact.barriers.models import Case
from frenchimpact.barriers.rules import STORY
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete
from frenchimpact.core.facts import announce
from frenchimpact.core.text import clean_line, clean_text, fold
from frenchimpact.files.actions import Taken
from frenchimpact.files.queries import files_of

# The same words of the same person are one case for that long.
SAME_FOR = dt.timedelta(days=1)
LONGEST = 6000
_SENTENCE = re.compile(r"(.+?[.!?…])(?:\s|$)", re.DOTALL)
# Receipts sent to one address in a day: a loop that nothing else recognises ends there, and nobody's mailbox is filled.
MOST_RECEIPTS = 5


def triage_day(today: dt.date) -> dt.date:
    """The day by which a case received today is read: so many working days later."""
    return add_working_days(today, TRIAGE_DAYS)


def first_sentence(text: str, most: int = 120) -> str:
    """A title out of somebody's words: their first sentence, cut between two words."""
    line = clean_line(text)
    found = _SENTENCE.match(line)
    title = (found[1] if found else line).rstrip(" .…")
    if len(title) <= most:
        return title
    cut = title[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–-(«") + "…"


@transaction.atomic
def receive_case(
    *,
    way: str,
    email: str,
    wish: str,
    name: str = "",
    title: str = "",
    obstacle: str = "",
    by: User | None = None,
    language: str = "",
    is_language_sure: bool = True,
    in_reply_to: str = "",
    take_files: Callable[[Case], Taken] | None = None,
    prints: Collection[str] = (),
    **said: Any,
) -> Case:
    """Make a case, or give back the one that these words made already; its receipt is queued.

    `take_files` takes the documents of the case once it exists; the receipt names those that were not taken. `prints` are the SHA-256 of
    what is sent with it: the same words with another document, or under another title, are another case. `said` are other columns
    of the case: norm_words, tried, since_words, place, place_words, project, territory, request, may_publish…
    `is_language_sure` is False when nothing says their language: the receipt is then in both.
    `by` is who is signed in; they are the person of the case when the address is theirs. Raises Incomplete without words.
    """
    wish, obstacle, email = clean_text(wish)[:LONGEST], clean_text(obstacle)[:LONGEST], email.strip()
    if not wish:
        raise Incomplete(_("Il manque ce que vous voulez faire."), {"wish": _("Écrivez ce que vous voulez faire.")})
    _one_at_a_time(email)
    title = clean_line(title)[:200] or first_sentence(wish) or first_sentence(obstacle) or _("Sans titre")
    same = _same_words(email, (title, wish, obstacle), prints)
    if same is not None:
        same.is_given_back = True
        return same
    today = clock.today()
    with override("fr"):
        next_what = _("Trier")
    case = Case.objects.create(
        reference=next_reference(CASE),
        way=way,
        email=email,
        name=clean_line(name)[:150],
        title=title,
        wish=wish,
        obstacle=obstacle,
        person=by if by is not None and by.email.lower() == email.lower() else None,
        language=(language or get_language() or "fr")[:2],
        next_on=triage_day(today),
        next_what=next_what,
        **said,
    )
    read_cited(case, case.norm_words, obstacle, wish)
    note(case=case, verb="receive", by=by)
    announce(facts.CaseReceived(case_id=case.pk), by=by)
    taken = take_files(case) if take_files else Taken()
    note_refused(case, taken)
    _acknowledge(case, in_reply_to, taken, is_language_sure=is_language_sure)
    return case


def _one_at_a_time(email: str) -> None:
    """Two sendings of one person wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('barriers.intake'), hashtext(%s))", [email.lower()])


def _same_words(email: str, given: Iterable[str], prints: Collection[str]) -> Case | None:
    """The case that the same title and words made, if it holds every document that comes with them."""
    words = [fold(one) for one in given]
    recent = Case.objects.filter(email__iexact=email, received_at__gt=clock.now() - SAME_FOR).order_by("received_at", "pk")
    same = (one for one in recent if [fold(one.title), fold(one.wish), fold(one.obstacle)] == words)
    return next((one for one in same if set(prints) <= set(files_of(one, STORY).values_list("sent_sha256", flat=True))), None)


def _acknowledge(case: Case, in_reply_to: str, taken: Taken, *, is_language_sure: bool) -> None:
    if receipts.recent_receipts(case.email) < MOST_RECEIPTS:
        receipts.acknowledge(case, in_reply_to=in_reply_to, taken=taken, is_in_both=not is_language_sure)
        case.acknowledged_at = clock.now()
        case.save(update_fields=["acknowledged_at"])
