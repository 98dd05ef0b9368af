"""Words are found in few dictionaries, whatever the number of rooms, and plurals keep theirs."""

from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext, trans_real


@pytest.mark.parametrize("language", ["fr", "en"])
def test_rooms_with_the_same_plural_share_one_dictionary(language: str) -> None:
    kept: Any = trans_real.translation(language)
    assert len(kept._catalog._catalogs) <= 6


def test_words_and_plurals_are_those_of_their_language() -> None:
    with translation.override("en"):
        assert gettext("Notifications") == "Notifications"
        assert gettext("Choisissez une réponse.") == "Choose an answer."
        assert [ngettext("%(max)s chiffre", "%(max)s chiffres", count) for count in (0, 1)] == ["%(max)s chiffres", "%(max)s chiffre"]
    with translation.override("fr"):
        assert gettext("Choisissez une réponse.") == "Choisissez une réponse."
        assert gettext("January") == "janvier"
