"""The words of closed lists in the current language: asked for by every card, worked out once per language."""

from collections.abc import Mapping
from functools import lru_cache

from django.db.models import TextChoices
from django.utils import translation


def labels(choices: type[TextChoices]) -> Mapping[str, str]:
    """Each value of a closed list with its words."""
    return _labels(choices, translation.get_language())


@lru_cache(maxsize=64)
def _labels(choices: type[TextChoices], _language: str | None) -> Mapping[str, str]:
    return {value: str(label) for value, label in choices.choices}
