"""An administration answers a note by mail: its words are kept for the desk, which enters the reply."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.barriers.actions.note_replies import keep_letter
from frenchimpact.barriers.models import PolicyNote
from frenchimpact.barriers.queries.notes import reply_key
from frenchimpact.core.errors import Refusal
from frenchimpact.inbound.rules import Guest, Letter, Understood


def find_for_letter(key: int) -> PolicyNote | None:
    """The note, as long as somebody follows it."""
    return PolicyNote.objects.exclude(state=PolicyNote.State.DRAFT).filter(pk=key).first()


def administration_of(note: PolicyNote) -> Guest:
    """Only the address to which the note was sent."""
    return Guest(note.email, note.authority_name, settings.LANGUAGE_CODE)


def page_of(note: PolicyNote) -> str:
    """Where it answers in a browser."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("barriers:note_answer", args=[reply_key(note)])


def take_letter(letter: Letter) -> Understood:
    """Its words, kept as they are. Raises Refusal without any."""
    note: PolicyNote = letter.thing
    if not letter.text.strip():
        raise Refusal(_("Votre mail n’a pas de texte : écrivez votre réponse, ou répondez par la page."))
    keep_letter(note=note, sender=letter.sender, name=letter.sender_name, text=letter.text)
    words = gettext_lazy("Le guichet lit votre message et saisit votre réponse. Pour la publier vous-même, répondez par la page.")
    refused = [
        (one.name, gettext_lazy("Les pièces jointes ne sont pas gardées ici : citez le texte, ou donnez son adresse."))
        for one in letter.attachments
    ]
    return Understood(words, page_of(note), refused_files=[(name, why) for name, why in refused])
