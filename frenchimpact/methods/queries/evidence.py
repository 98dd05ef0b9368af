"""Nesta's standards of evidence, in words."""

from django.utils.translation import gettext as _


def evidence_words(level: int) -> str:
    """A level of proof, from 0 to 5."""
    return [
        _("0 : pas encore de preuve"),
        _("1 : dit pourquoi cela change quelque chose"),
        _("2 : montre un changement"),
        _("3 : montre que l’action en est la cause"),
        _("4 : vérifié par d’autres"),
        _("5 : reproduit ailleurs"),
    ][level]
