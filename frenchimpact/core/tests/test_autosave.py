"""Saving field by field: nobody overwrites anybody unseen, and what is unreadable is refused with words."""

import json
from typing import Any

import pytest
from django.test import RequestFactory

from frenchimpact.core.autosave import Change, Marks, Unreadable, answer, read_changes, take
from frenchimpact.core.errors import Refusal


def test_a_field_is_written_and_counted() -> None:
    answers: dict[str, Any] = {}
    marks: Marks = {}
    saved = take(answers, marks, {"name": Change("Vélo", 0)}, by="Awa", writer="page-1")
    assert answers == {"name": "Vélo"}
    assert saved.versions == {"name": 1}
    assert marks["name"]["by"] == "Awa"


def test_the_same_text_is_no_conflict_whatever_the_version() -> None:
    answers: dict[str, Any] = {"name": "Vélo"}
    marks: Marks = {"name": {"version": 4, "writer": "other"}}
    saved = take(answers, marks, {"name": Change("Vélo", 1)}, by="Awa", writer="page-1")
    assert (saved.versions, saved.conflicts, saved.changed) == ({"name": 4}, {}, set())


def test_another_page_in_between_gives_both_texts_and_writes_nothing() -> None:
    answers: dict[str, Any] = {"name": "Vélo"}
    marks: Marks = {"name": {"version": 4, "writer": "other", "by": "Béa"}}
    saved = take(answers, marks, {"name": Change("Trottinette", 3)}, by="Awa", writer="page-1")
    conflict = saved.conflicts["name"]
    assert (conflict.mine, conflict.theirs, conflict.version, conflict.by) == ("Trottinette", "Vélo", 4, "Béa")
    assert answers == {"name": "Vélo"}


def test_ones_own_page_never_conflicts_with_itself() -> None:
    answers: dict[str, Any] = {"name": "Vélo"}
    marks: Marks = {"name": {"version": 4, "writer": "page-1"}}
    assert take(answers, marks, {"name": Change("Vélo cargo", 3)}, by="Awa", writer="page-1").versions == {"name": 5}


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"changes": 3}', '{"changes": {"a": 1}}', '{"changes": {"a": {"value": {}}}}', "[" * 100_000]
)
def test_unreadable_changes_are_refused(body: str) -> None:
    with pytest.raises(Unreadable):
        read_changes(RequestFactory().patch("/", body, content_type="application/json"))


def test_too_many_fields_at_once_are_refused() -> None:
    changes = {f"f{number}": {"value": "x"} for number in range(61)}
    with pytest.raises(Unreadable):
        read_changes(RequestFactory().patch("/", json.dumps({"changes": changes}), content_type="application/json"))


def test_a_refusal_is_told_to_the_bar() -> None:
    def refuse() -> Any:
        raise Refusal("Déjà déclaré.")

    response = answer(refuse)
    assert (response.status_code, json.loads(response.content)) == (409, {"message": "Déjà déclaré."})
