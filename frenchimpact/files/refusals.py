"""Why a file is not taken: a code for the trail, words for the person."""

from django.utils.translation import gettext as _

from frenchimpact.core.errors import Refusal, Text


class FileRefusal(Refusal):
    """The file is not taken. `reason` is a code; the message says what is wrong and how to fix it."""

    status = 422

    def __init__(self, reason: str, message: Text) -> None:
        super().__init__(message)
        self.reason = reason


def empty() -> FileRefusal:
    """Nothing was sent."""
    return FileRefusal("empty", _("Ce fichier est vide (0 octet). Vérifiez qu’il s’ouvre chez vous, puis envoyez-le à nouveau."))


def not_expected(found: Text, words: Text) -> FileRefusal:
    """A kind that is taken elsewhere, not here."""
    return FileRefusal("not_accepted", _("Ce fichier est %(found)s. Ici, on attend : %(words)s") % {"found": found, "words": words})


def gone() -> FileRefusal:
    """An upload that expired, was given to another thing, or never was this person's."""
    return FileRefusal("gone", _("Ce fichier n’est plus disponible. Choisissez-le à nouveau."))


def hidden() -> FileRefusal:
    """Two files in one."""
    return FileRefusal("hidden", _("Ce fichier en cache un autre. Refaites-le avec le programme qui l’a produit, puis envoyez-le."))


def truncated() -> FileRefusal:
    """The end is missing."""
    return FileRefusal("truncated", _("Ce fichier est coupé : sa fin manque. Vérifiez qu’il s’ouvre en entier, puis envoyez-le à nouveau."))
