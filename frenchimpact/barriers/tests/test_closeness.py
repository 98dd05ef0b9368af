"""How close the search comes to what people mean: paraphrased questions, each with the answer that it looks for (docs/adr/0081)."""

import json
from pathlib import Path

import pytest

from frenchimpact.barriers.actions.synonyms import load_synonyms
from frenchimpact.barriers.queries.near import ranked
from frenchimpact.barriers.tests.factories import make_published
from frenchimpact.projects.tests.factories import make_person

pytestmark = pytest.mark.django_db
SET = json.loads((Path(__file__).parent / "closeness.json").read_text(encoding="utf-8"))


def make_answers() -> dict[int, str]:
    """Those of the set, by key."""
    author, jurist = make_person("Autrice"), make_person("Juriste")
    keys = {}
    for key, title, question, answer in SET["answers"]:
        one = make_published(title, question=question, answer=answer, created_by=author, validated_by=jurist)
        keys[one.pk] = key
    return keys


def ranks(keys: dict[int, str]) -> list[int]:
    """At which rank each question finds its answer; a hundred when it does not."""
    found = []
    for key, text in SET["questions"]:
        order = [keys[pk] for pk, _score in ranked(text, limit=24)]
        found.append(order.index(key) + 1 if key in order else 100)
    return found


def third(found: list[int]) -> float:
    """The part of the questions whose answer is among the first three."""
    return sum(rank <= 3 for rank in found) / len(found)


def test_synonyms_bring_paraphrased_questions_to_their_answer() -> None:
    keys = make_answers()
    bare = ranks(keys)
    load_synonyms()
    found = ranks(keys)
    assert third(found) > third(bare)
    assert third(found) >= 0.5
