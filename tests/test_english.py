"""English is complete: every French word of the interface has its translation, with the same placeholders."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from frenchimpact.core import catalogue

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


@pytest.mark.parametrize("room", catalogue.rooms(), ids=lambda room: str(room.name))
def test_catalogue_is_in_step_and_complete(room: Path) -> None:
    used = {catalogue.key(message) for message in catalogue.messages(catalogue.used(room))}
    written = {catalogue.key(message): message for message in catalogue.messages(catalogue.read(room))}
    assert used == set(written), f"run `manage.py messages {room.name}` and translate"
    lacking = [message.id for message in written.values() if catalogue.is_missing(message) or message.fuzzy]
    assert lacking == []
    for message in written.values():
        french = [message.id] if isinstance(message.id, str) else list(message.id)
        english = [message.string] if isinstance(message.string, str) else list(message.string or [])
        names = set(PLACEHOLDER.findall(french[-1]))
        assert all(set(PLACEHOLDER.findall(text)) <= names for text in english), message.id
        assert set(PLACEHOLDER.findall(english[-1])) == names, message.id


def test_extraction_sees_code_and_templates(tmp_path: Path) -> None:
    words = {catalogue.key(message)[0] for message in catalogue.messages(catalogue.used(catalogue.ROOMS / "design"))}
    assert "Aller au contenu" in words  # a template
    assert "aujourd’hui" in words  # code


def test_no_bare_percent_in_translated_blocks() -> None:
    """In a block of a template the runtime looks it up doubled: the words would stay French. A placeholder holds it instead."""
    blocks = re.compile(r"\{%-?\s*trans\b[^%]*%\}(.*?)\{%-?\s*endtrans", re.DOTALL)
    plural = re.compile(r"\{%-?\s*pluralize.*?%\}", re.DOTALL)
    found = [
        f"{path.name}: {words}"
        for path in catalogue.ROOMS.glob("*/templates/**/*.*")
        for words in blocks.findall(path.read_text())
        if "%" in plural.sub("", words)
    ]
    assert found == []


def test_zero_is_singular_in_french() -> None:
    with translation.override("fr"):
        assert [ngettext("%(n)s projet", "%(n)s projets", n) % {"n": n} for n in (0, 1, 2)] == ["0 projet", "1 projet", "2 projets"]
    with translation.override("en"):
        assert ngettext("%(n)s projet", "%(n)s projets", 0) % {"n": 0} == "0 projects"
