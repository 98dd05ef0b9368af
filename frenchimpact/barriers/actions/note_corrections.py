"""Names out of a policy note before it leaves; an erratum once it left: other words, what was corrected said on its page."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import anonymising, facts
from frenchimpact.barriers.actions.names import check_names, names_in
from frenchimpact.barriers.actions.notes import LONGEST_SENTENCE, held_draft
from frenchimpact.barriers.actions.versions import keep_text
from frenchimpact.barriers.messages import notes as letters
from frenchimpact.barriers.models import Case, Evidence, PolicyNote
from frenchimpact.barriers.queries.evidence import see_again
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text

# Of the cases behind a note, those whose names are looked for.
MOST_CASES = 100


def cases_of(note: PolicyNote) -> list[Case]:
    """The cases behind it: their names may not be read in it."""
    found = Case.objects.filter(barrier__in=note.barrier_links.values("barrier")).select_related("person", "organisation", "project")
    return list(found.defer("words").order_by("-pk")[:MOST_CASES])


def own_names(text: str, cases: list[Case]) -> list[anonymising.Proposal]:
    """Those of these cases that a text says, each once."""
    return list({one.found: one for one in names_in(text, cases) if one.is_own}.values())


@transaction.atomic
def mask_names(*, note: PolicyNote, by: User) -> int:
    """Every name of the cases behind a draft goes out of its words. Gives how many were said. Raises OutOfTurn once it is sent."""
    note = held_draft(note)
    cases = cases_of(note)
    said = {name: own_names(getattr(note, name), cases) for name in ("title", "request")}
    count = sum(len(found) for found in said.values())
    for name, found in said.items():
        setattr(note, name, _without(getattr(note, name), found))
    for sentence in note.sentences.all():
        if found := own_names(sentence.text, cases):
            count += len(found)
            sentence.text = _without(sentence.text, found)
            sentence.save(update_fields=["text"])
    if count:
        note.version += 1
        note.save(update_fields=["title", "request", "version"])
    return count


def _without(text: str, found: Collection[anonymising.Proposal]) -> str:
    for one in found:
        text = anonymising.hide(text, one.found, one.replacement, one.kind)
    return text


def _wrong(name: str, words: str) -> Incomplete:
    return Incomplete(_("La correction n’est pas enregistrée."), {name: words})


@transaction.atomic
def correct_note(
    *, note: PolicyNote, by: User, correction: str, title: str, request: str, texts: Mapping[int, str], kept_names: Collection[str] = ()
) -> PolicyNote:
    """Other words in a note that left. What was corrected is public; what it said before is kept for the desk; its administration is told.

    Raises OutOfTurn for a draft, Incomplete, NamesLeft.
    """
    note, cases = lock(note), cases_of(note)
    if note.state == PolicyNote.State.DRAFT:
        raise OutOfTurn(_("Cette note n’est pas encore envoyée : écrivez dans son brouillon."))
    title, request, correction = clean_line(title)[:200], clean_text(request)[:1000], clean_line(correction)[:500]
    sentences = list(note.sentences.all())
    said = {one.pk: clean_text(texts.get(one.pk, one.text))[:LONGEST_SENTENCE] for one in sentences}
    if not title or not request:
        raise _wrong("request" if title else "title", _("Une note envoyée a toujours un titre et une demande."))
    if not correction:
        raise _wrong("correction", _("Dites ce qui est corrigé, sans répéter ce qui ne devait pas être écrit : c’est public."))
    if empty := next((pk for pk, text in said.items() if not text), None):
        raise _wrong(f"text_{empty}", _("Une phrase envoyée ne disparaît pas : écrivez ce qu’elle aurait dû dire."))
    fields = {"title": title, "request": request, "correction": correction, **{f"text_{pk}": text for pk, text in said.items()}}
    check_names(fields, cases, kept_names)
    before = {f"text_{one.pk}": one.text for one in sentences}
    keep_text(note, ("title", "request", "slug", "correction"), reason=correction, by=by, **before)
    if title != note.title:
        # Its address was made of its title, which may have said a name; the earlier one leads here by the reference that it ends with.
        note.slug = f"{slugify(title)[:60].strip('-') or 'note'}-{note.reference.lower()}"
    note.title, note.request, note.correction, note.corrected_at = title, request, correction, clock.now()
    note.version += 1
    note.save()
    for one in sentences:
        if one.text != said[one.pk]:
            one.text = said[one.pk]
            one.save(update_fields=["text"])
    _see_again(note, cases)
    announce(facts.NoteMoved(note_id=note.pk, verb="correct"), by=by)
    letters.tell_corrected(note)
    return note


def _see_again(note: PolicyNote, cases: list[Case]) -> None:
    """Evidence that said a name on the day it was linked says what its source says now."""
    for one in Evidence.objects.filter(sentence__note=note):
        if found := own_names(one.said, cases):
            now = see_again(one)
            said = now.said if now is not None else one.said
            one.said = _without(said, found)
            one.save(update_fields=["said"])
