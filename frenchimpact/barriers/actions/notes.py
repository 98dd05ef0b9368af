"""Writing a policy note: its sentences in their order, and what each stands on. What two people typed at once is kept for both."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers import facts
from frenchimpact.barriers.actions.references import NOTE, next_reference
from frenchimpact.barriers.models import Authority, Barrier, Evidence, NoteBarrier, PolicyNote, Sentence
from frenchimpact.core.errors import Incomplete, OutOfTurn, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_line, clean_text

MOST_SENTENCES, LONGEST_SENTENCE = 60, 2000
# Two lines apart are two sentences of the note.
_APART = re.compile(r"\n[ \t]*\n\s*")
_FIELDS = ("title", "request", "authority_name", "email", "answer_by")


@dataclass(frozen=True)
class Typed:
    """What the page of a draft holds: `texts` by sentence; `more` is what is added at the end, a blank line between sentences."""

    values: Mapping[str, object]
    barriers: tuple[Barrier, ...]
    texts: Mapping[int, str]
    authority: Authority | None = None
    more: str = ""


@dataclass(frozen=True)
class Difference:
    """One field that somebody else wrote otherwise meanwhile."""

    label: str
    mine: str
    theirs: str


def _wrong(name: str, words: str) -> Incomplete:
    return Incomplete(_("Il reste quelque chose à corriger."), {name: words})


@transaction.atomic
def open_note(*, title: str, barriers: Iterable[Barrier], by: User | None, is_demo: bool = False) -> PolicyNote:
    """A draft about these barriers. Raises Incomplete without a title."""
    title = clean_line(title)[:200]
    if not title:
        raise _wrong("title", _("Écrivez le titre de la note."))
    reference = next_reference(NOTE)
    slug = f"{slugify(title)[:60].strip('-') or 'note'}-{reference.lower()}"
    note = PolicyNote.objects.create(reference=reference, slug=slug, title=title, created_by=by, is_demo=is_demo)
    for barrier in barriers:
        NoteBarrier.objects.create(note=note, barrier=barrier)
    announce(facts.NoteMoved(note_id=note.pk, verb="open"), by=by)
    return note


def held_draft(note: PolicyNote) -> PolicyNote:
    """The note, locked. Raises OutOfTurn once it is sent: what an administration received is not rewritten."""
    note = lock(note)
    if note.state != PolicyNote.State.DRAFT:
        raise OutOfTurn(_("Cette note est envoyée : elle ne se réécrit plus. Ouvrez-en une autre."))
    return note


def _parts(text: str) -> list[str]:
    return [one for part in _APART.split(clean_text(text)) if (one := part.strip())]


def _check_sentences(note: PolicyNote, typed: Typed) -> None:
    parts = [part for text in (*typed.texts.values(), typed.more) for part in _parts(text)]
    if len(parts) > MOST_SENTENCES:
        raise _wrong(
            "more", _("Une note a %(most)s phrases au plus : celle-ci en aurait %(count)s.") % {"most": MOST_SENTENCES, "count": len(parts)}
        )
    if any(len(part) > LONGEST_SENTENCE for part in parts):
        raise _wrong(
            "more", _("Une phrase a %(most)s signes au plus : coupez la plus longue par une ligne vide.") % {"most": LONGEST_SENTENCE}
        )


def _differences(note: PolicyNote, typed: Typed) -> list[Difference]:
    """What both wrote, where it differs; a sentence that the other removed is told too."""
    words = {"title": _("Titre"), "request": _("Ce qui est demandé"), "authority_name": _("Administration")}
    found = [
        Difference(words[name], str(typed.values.get(name) or ""), str(getattr(note, name) or ""))
        for name in words
        if str(typed.values.get(name) or "") != str(getattr(note, name) or "")
    ]
    theirs = {one.pk: one.text for one in note.sentences.all()}
    for pk, text in typed.texts.items():
        if theirs.get(pk, "") != clean_text(text):
            found.append(Difference(_("Phrase"), text, theirs.get(pk, _("(phrase retirée)"))))
    return found


@transaction.atomic
def save_note(*, note: PolicyNote, version: int, typed: Typed, by: User) -> PolicyNote:
    """Everything that the page of a draft holds. Raises Stale when somebody else wrote otherwise meanwhile, OutOfTurn, Incomplete."""
    note = held_draft(note)
    if version != note.version and (differences := _differences(note, typed)):
        raise Stale(
            _("Quelqu’un a modifié cette note pendant que vous écriviez. Vos mots sont toujours là : comparez, puis enregistrez."),
            mine=differences,
            theirs=differences,
            version=note.version,
        )
    _check_sentences(note, typed)
    if not clean_line(str(typed.values.get("title") or "")):
        raise _wrong("title", _("Écrivez le titre de la note."))
    for name in _FIELDS:
        if name in typed.values:
            setattr(note, name, typed.values[name])
    note.authority = typed.authority
    note.version += 1
    note.save()
    _keep_barriers(note, typed.barriers)
    _keep_texts(note, typed)
    return note


def _keep_barriers(note: PolicyNote, barriers: tuple[Barrier, ...]) -> None:
    wanted = {one.pk for one in barriers}
    held = set(note.barrier_links.values_list("barrier", flat=True))
    note.barrier_links.exclude(barrier__in=wanted).delete()
    for pk in sorted(wanted - held):
        NoteBarrier.objects.create(note=note, barrier_id=pk)


def _keep_texts(note: PolicyNote, typed: Typed) -> None:
    """Sentences as typed: an emptied one goes, one that a blank line cuts becomes several, each with the same evidence."""
    order: list[Sentence] = []
    for sentence in note.sentences.prefetch_related("evidence"):
        if sentence.pk not in typed.texts:
            order.append(sentence)
            continue
        parts = _parts(typed.texts[sentence.pk])
        if not parts:
            sentence.delete()
            continue
        if sentence.text != parts[0]:
            sentence.text = parts[0]
            sentence.save(update_fields=["text"])
        order.append(sentence)
        order += [_copied(sentence, part) for part in parts[1:]]
    order += [Sentence.objects.create(note=note, rank=0, text=part) for part in _parts(typed.more)]
    _rank(order)


def _copied(sentence: Sentence, text: str) -> Sentence:
    made = Sentence.objects.create(note=sentence.note, rank=0, text=text)
    for one in sentence.evidence.all():
        Evidence.objects.create(sentence=made, kind=one.kind, thing_id=one.thing_id, said=one.said, url=one.url, linked_on=one.linked_on)
    return made


def _rank(order: list[Sentence]) -> None:
    for rank, sentence in enumerate(order, 1):
        if sentence.rank != rank:
            sentence.rank = rank
            sentence.save(update_fields=["rank"])


def find_sentence(note: PolicyNote, key: int) -> Sentence:
    """A sentence of the note. Raises Incomplete when somebody removed it."""
    found = note.sentences.filter(pk=key).first()
    if found is None:
        raise _wrong("more", _("Cette phrase n’est plus dans la note : quelqu’un l’a retirée."))
    return found


@transaction.atomic
def move_sentence(*, note: PolicyNote, key: int, up: bool, by: User) -> None:
    """One place up or down; the first one stays first."""
    note = held_draft(note)
    find_sentence(note, key)
    order = list(note.sentences.all())
    at = next(n for n, one in enumerate(order) if one.pk == key)
    to = max(0, at - 1) if up else min(len(order) - 1, at + 1)
    order.insert(to, order.pop(at))
    _rank(order)
    _touch(note)


@transaction.atomic
def drop_sentence(*, note: PolicyNote, key: int, by: User) -> None:
    """Take one away, with its evidence."""
    note = held_draft(note)
    find_sentence(note, key).delete()
    _rank(list(note.sentences.all()))
    _touch(note)


def _touch(note: PolicyNote) -> None:
    note.version += 1
    note.save(update_fields=["version"])


@transaction.atomic
def add_sentence(*, note: PolicyNote, text: str) -> Sentence:
    """One more, at the end. Raises Incomplete past the most that a note holds."""
    note = held_draft(note)
    if note.sentences.count() >= MOST_SENTENCES:
        raise _wrong("more", _("Une note a %(most)s phrases au plus.") % {"most": MOST_SENTENCES})
    last = note.sentences.aggregate(last=Max("rank"))["last"] or 0
    _touch(note)
    return Sentence.objects.create(note=note, rank=last + 1, text=clean_text(text)[:LONGEST_SENTENCE])
