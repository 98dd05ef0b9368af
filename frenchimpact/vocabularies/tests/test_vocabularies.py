"""The shipped words are whole, load once, follow their files, and the database knows them."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from frenchimpact.vocabularies import actions, queries
from frenchimpact.vocabularies.models import Term
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def write(folder: Path, scheme: str, *terms: tuple[str, str, str]) -> None:
    content = {"scheme": scheme, "terms": [{"code": code, "fr": fr, "en": en} for code, fr, en in terms]}
    (folder / f"{scheme}.json").write_text(json.dumps(content), encoding="utf-8")


def test_every_scheme_is_shipped_with_both_languages_and_no_code_twice() -> None:
    terms = actions.shipped_terms()
    assert {term.scheme for term in terms} == set(Term.Scheme.values)
    assert len({(term.scheme, term.code) for term in terms}) == len(terms)
    assert all(term.fr and term.en and bool(term.note_fr) == bool(term.note_en) for term in terms)


def test_loading_twice_changes_nothing() -> None:
    first, second = actions.load_vocabularies(), actions.load_vocabularies()
    assert first.created == first.read == Term.objects.count()
    assert (second.created, second.updated, second.retired) == (0, 0, 0)


def test_a_reworded_term_is_updated_and_a_missing_one_retired(tmp_path: Path) -> None:
    write(tmp_path, "theme", ("eau", "Eau", "Water"), ("air", "Air", "Air"))
    actions.load_vocabularies(folder=tmp_path)
    write(tmp_path, "theme", ("eau", "Eau douce", "Fresh water"))
    loaded = actions.load_vocabularies(folder=tmp_path)
    assert (loaded.updated, loaded.retired) == (1, 1)
    assert queries.choices("theme") == [("eau", "Eau douce")]
    assert queries.word("theme", "air") == "Air"


def test_a_retired_term_named_again_comes_back(tmp_path: Path) -> None:
    write(tmp_path, "theme", ("eau", "Eau", "Water"))
    actions.load_vocabularies(folder=tmp_path)
    write(tmp_path, "theme", ("air", "Air", "Air"))
    actions.load_vocabularies(folder=tmp_path)
    write(tmp_path, "theme", ("air", "Air", "Air"), ("eau", "Eau", "Water"))
    actions.load_vocabularies(folder=tmp_path)
    assert [code for code, _word in queries.choices("theme")] == ["air", "eau"]


def test_a_scheme_without_a_file_is_left_alone(tmp_path: Path) -> None:
    make_terms()
    write(tmp_path, "theme", ("eau", "Eau", "Water"))
    actions.load_vocabularies(folder=tmp_path)
    assert len(queries.choices("sdg")) == 17


def test_words_follow_the_language() -> None:
    make_terms()
    with translation.override("en"):
        assert queries.word("sdg", "4") == "Quality education"
    with translation.override("fr"):
        assert queries.word("sdg", "4") == "Éducation de qualité"


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("9220", "association"),
        ("5558", "cooperative"),
        ("8210", "mutuelle"),
        ("9300", "fondation"),
        ("5710", ""),
        ("9224", ""),
        ("0000", ""),
    ],
)
def test_the_family_is_given_only_when_the_code_proves_it(code: str, family: str) -> None:
    make_terms()
    assert queries.ess_family(code) == family


def test_the_database_names_the_codes_it_does_not_know() -> None:
    make_terms()
    with connection.cursor() as cursor:
        cursor.execute("SELECT vocabularies_check('theme', ARRAY['culture_sport'])")
        with pytest.raises(IntegrityError, match="unknown theme codes: astrologie"), transaction.atomic():
            cursor.execute("SELECT vocabularies_check('theme', ARRAY['culture_sport', 'astrologie'])")


def test_unknown_codes_keep_their_order() -> None:
    make_terms()
    assert queries.unknown_codes("theme", ["z", "culture_sport", "a"]) == ["z", "a"]


def test_the_command_says_what_it_did_and_refuses_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_vocabularies")
    assert "0 updated, 0 retired" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"holds no \.json file"):
        call_command("load_vocabularies", folder=tmp_path)
