"""The documents of a file that its jury sees, from what was handed in. Pure: no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Document:
    """One document: its place among those of the file, the question that it answers, its name and its key in the room of files."""

    number: int
    question: str
    name: str
    file_key: str


def is_for_jury(question: Mapping[str, Any], *, is_anonymous: bool) -> bool:
    """Whether jurors see the answer: it is theirs to read, and tells nothing of who applies when files are anonymous."""
    return question.get("audience", "jury") == "jury" and not (is_anonymous and question.get("is_identifying"))


def documents_for_jury(content: Mapping[str, Any], *, is_anonymous: bool) -> list[Document]:
    """What the jury may open. A document whose question is not in the file stays closed."""
    labels = {
        str(one.get("key", "")): str(one.get("label", ""))
        for section in content.get("sections", [])
        for one in section.get("questions", [])
        if is_for_jury(one, is_anonymous=is_anonymous)
    }
    shown = [one for one in content.get("documents", []) if str(one.get("key", "")) in labels]
    return [
        Document(number, labels[str(one["key"])], str(one.get("name", "")), str(one.get("file", ""))) for number, one in enumerate(shown, 1)
    ]
