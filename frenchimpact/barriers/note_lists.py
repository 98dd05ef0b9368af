"""The public list of notes as an address asks for it, and its files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from frenchimpact.barriers.models import PolicyNote, PolicyReply
from frenchimpact.barriers.queries.notes import (
    CHANGED,
    SILENT,
    STANDINGS,
    VERDICTS,
    WAITING,
    changed_on,
    public_notes,
    reply_of,
    standing,
    standing_words,
)
from frenchimpact.core import clock
from frenchimpact.core.asked import AskedList

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "atom": "application/atom+xml; charset=utf-8"}
COLUMNS = (
    "reference",
    "titre",
    "demande",
    "administration",
    "etat",
    "envoyee_le",
    "reponse_attendue_le",
    "reponse",
    "motif",
    "signee_par",
    "repondue_le",
    "texte",
    "texte_publie_le",
    "adresse_texte",
    "freins",
    "demonstration",
    "adresse_fiche",
)
State = PolicyNote.State


def in_standing(code: str) -> Q:
    """Those that stand there."""
    today = clock.today()
    waits = Q(state=State.SENT) & ~Exists(PolicyReply.objects.filter(note=OuterRef("pk")))
    by_code = {
        WAITING: waits & (Q(answer_by=None) | Q(answer_by__gte=today)),
        SILENT: waits & Q(answer_by__lt=today),
        CHANGED: Q(state=State.DONE),
        "close": Q(state=State.CLOSED),
    }
    verdicts = {words: verdict for verdict, words in VERDICTS.items()}
    return by_code.get(code) or Q(state=State.ANSWERED, verdict=verdicts[code])


@dataclass
class NoteList(AskedList[PolicyNote]):
    """The public notes with their filters."""

    VIEW = "barriers:policy_notes"
    SIZE = 25

    def __post_init__(self) -> None:
        super().__post_init__()
        self.states = {code: standing_words(code) for code in STANDINGS[1:]}
        self.state = self.known("etat", self.states)
        self.format = self.known("format", FORMATS)

    @cached_property
    def rows(self) -> QuerySet[PolicyNote]:
        """Every one that matches."""
        last = PolicyReply.objects.filter(note=OuterRef("pk")).order_by("-at", "-pk").values("verdict")[:1]
        found = public_notes().annotate(verdict=Subquery(last))
        if self.text:
            found = found.filter(
                Q(title__icontains=self.text)
                | Q(request__icontains=self.text)
                | Q(authority_name__icontains=self.text)
                | Q(reference__iexact=self.text)
            )
        return found.filter(in_standing(self.state)) if self.state else found

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The active filters, each with the address without it."""
        found = [(f"« {self.text} »", self.url(q=""))] if self.text else []
        return found + ([(str(self.states[self.state]), self.url(etat=""))] if self.state else [])

    def asked(self) -> dict[str, str]:
        """The filters in force."""
        return {"q": self.text, "etat": self.state}

    def cells(self) -> Iterator[dict[str, Any]]:
        """The rows of the files."""
        for one in self.rows.iterator(chunk_size=500):
            yield cells_of(one)

    def entries(self) -> list[dict[str, Any]]:
        """The entries of the feed."""
        return [
            {
                "nom": one.title,
                "adresse_fiche": address_of(one),
                "date": changed_on(one).isoformat(),
                "description": f"{standing_words(standing(one), one)}. {one.request}",
            }
            for one in self.shown
        ]


def address_of(note: PolicyNote) -> str:
    """Its public page, whole."""
    return settings.BASE_URL + reverse("barriers:policy_note", args=[note.slug])


def cells_of(note: PolicyNote) -> dict[str, Any]:
    """One note, for a file."""
    reply = reply_of(note)
    return {
        "reference": note.reference,
        "titre": note.title,
        "demande": note.request,
        "administration": note.authority_name,
        "etat": standing(note),
        "envoyee_le": clock.date_of(note.sent_at).isoformat() if note.sent_at else "",
        "reponse_attendue_le": note.answer_by.isoformat() if note.answer_by else "",
        "reponse": reply.verdict if reply else "",
        "motif": reply.reason if reply else "",
        "signee_par": reply.signed_by if reply else "",
        "repondue_le": reply.at.date().isoformat() if reply else "",
        "texte": note.text_reference or (reply.text_reference if reply else ""),
        "texte_publie_le": note.text_on.isoformat() if note.text_on else "",
        "adresse_texte": note.text_url,
        "freins": [one.reference for one in note.barriers.all()],
        "demonstration": "oui" if note.is_demo else "non",
        "adresse_fiche": address_of(note),
    }
