"""The published answers closest to a sentence: by its words and their synonyms, by place among equals, those in force first."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.barriers.actions.synonyms import keep_synonym, load_synonyms
from frenchimpact.barriers.models import Precedent, PrecedentPlace, Synonym
from frenchimpact.barriers.queries.near import near_precedents
from frenchimpact.barriers.tests.factories import make_precedent, make_published
from frenchimpact.core.errors import Incomplete
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.projects.tests.factories import make_person

pytestmark = pytest.mark.django_db


def titles(text: str, **more: Any) -> list[str]:
    return [one.precedent.title for one in near_precedents(text, **more)]


@pytest.fixture
def answers() -> None:
    make_published("Transport solidaire sans licence", question="Faut-il une licence pour le transport de personnes âgées ?")
    make_published("Composter les biodéchets d’un quartier", question="Un agrément est-il nécessaire ?", answer="Non, sous une tonne.")
    make_published("Donner les repas non servis d’une cantine", question="Qui répond de l’hygiène des repas donnés ?")


def test_the_answer_that_shares_the_rarest_words_comes_first(answers: None) -> None:
    assert titles("Nous voulons composter les épluchures de notre quartier")[0] == "Composter les biodéchets d’un quartier"


def test_words_of_everyday_life_find_words_of_law_through_synonyms(answers: None) -> None:
    asked = "On voudrait emmener des seniors en ville"
    assert titles(asked) == []
    load_synonyms()
    assert titles(asked)[0] == "Transport solidaire sans licence"


def test_synonyms_are_shipped_once_and_operators_have_the_last_word() -> None:
    assert load_synonyms() > 40
    Synonym.objects.exclude(words__startswith="licence").delete()
    assert load_synonyms() == 0
    by = make_person("Opératrice")
    line = keep_synonym(words=" Licence ;permis, LICENCE,\nautorisation", by=by)
    assert line.words == "Licence, permis, autorisation"
    with pytest.raises(Incomplete):
        keep_synonym(words="Licence, licence", by=by)


@pytest.mark.parametrize("text", ["", "  ", "comment faire ?", "'); DROP TABLE x; --", "& | ! <->", "\x00\ud800", "mot " * 4000, "zzz"])
def test_any_sentence_is_taken(answers: None, text: str) -> None:
    assert near_precedents(text) == []


def test_drafts_and_withdrawn_answers_are_never_near() -> None:
    for state in (Precedent.State.DRAFT, Precedent.State.REVIEW, Precedent.State.WITHDRAWN):
        make_published(state=state, state_reason="Fausse")
    assert titles("conduire sans licence") == []


def test_answers_no_longer_in_force_come_after_and_never_beside_the_one_that_replaces_them() -> None:
    new = make_published("Conduire sans licence depuis 2026")
    make_published("Conduire sans licence, périmée", state="expired")
    make_published("Conduire sans licence avant 2026", state="superseded", superseded_by=new)
    found = near_precedents("conduire sans licence")
    assert [(one.precedent.title, one.is_valid) for one in found] == [
        ("Conduire sans licence depuis 2026", True),
        ("Conduire sans licence, périmée", False),
    ]


def test_among_equals_what_holds_here_comes_before_what_holds_everywhere_then_elsewhere() -> None:
    places = make_places()
    everywhere = make_published("Conduire sans licence")
    here = make_published("Conduire sans licence")
    elsewhere = make_published("Conduire sans licence")
    PrecedentPlace.objects.create(precedent=here, place=places["departement:73"])
    other = next(place for place in places.values() if place.level == "departement" and place.code != "73")
    PrecedentPlace.objects.create(precedent=elsewhere, place=other)
    found = near_precedents("conduire sans licence", place=places["commune:73065"])
    assert [one.precedent.pk for one in found] == [here.pk, everywhere.pk, elsewhere.pk]


def test_the_same_number_of_statements_for_three_rows_and_for_five() -> None:
    counts = []
    make_published()
    make_published()
    for _ in range(2):
        make_published()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            near_precedents("conduire sans licence")
        counts.append(len(asked))
        make_published()
    assert counts[0] == counts[1]


def test_htmx_gets_the_lines_alone_by_post_and_a_form_the_whole_page(client: Client, answers: None) -> None:
    sent = {"wish": "Composter les biodéchets du quartier", "email": "quelqu-un@exemple.test"}
    lines = client.post("/freins/proches/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "Composter les biodéchets d’un quartier" in lines
    assert "<html" not in lines
    assert 'hx-swap-oob="innerHTML:#proches-n"' in lines
    assert "1 réponse publiée proche" in lines
    page = client.get("/freins/proches/", {"q": "Composter les biodéchets"}).content.decode()
    assert "Composter les biodéchets d’un quartier" in page
    assert "hx-swap-oob" not in page
    assert "elle est peut-être nouvelle" in client.get("/freins/proches/", {"q": "astronef"}).content.decode()


def test_a_published_answer_is_read_by_anyone_and_a_draft_by_nobody_outside(client: Client) -> None:
    one = make_published(answer="Non, si le trajet est bénévole.")
    assert "Non, si le trajet est bénévole." in client.get(f"/freins/{one.slug}/").content.decode()
    draft = make_precedent(state="draft")
    assert client.get(f"/freins/{draft.slug}/").status_code == 404


def test_a_word_that_a_thousand_answers_hold_brings_none_beside_a_rarer_one() -> None:
    bees = make_published("Vendre le miel d’un rucher partagé")
    one = make_published("Donner des repas")
    shared = {name.attname: getattr(one, name.attname) for name in Precedent._meta.concrete_fields if name.name not in ("id", "words")}
    Precedent.objects.bulk_create(Precedent(**(shared | {"reference": f"R-{n}", "slug": f"r-{n}"})) for n in range(1000))
    assert titles("donner du miel") == [bees.title]
    assert titles("donner des repas") == [one.title] * 7


def test_mistyped_words_are_read_as_the_closest_that_answers_hold(answers: None) -> None:
    load_synonyms()
    for typed in ("licance de transpor", "transpor solidère", "compostter des biodechet"):
        assert titles(typed), typed
    assert titles("licance de transpor")[0] == "Transport solidaire sans licence"
    assert titles("astronefs galactiques") == []


def test_three_are_shown_when_three_share_something() -> None:
    make_published("Conduire des personnes sans licence", question="Faut-il une licence pour conduire ?")
    make_published("Vendre du miel sans licence", question="Faut-il un agrément ?")
    make_published("Donner des repas", question="Faut-il une licence de restauration pour donner des repas ?")
    make_published("Composter", question="Un quartier le peut-il ?")
    found = titles("conduire des personnes âgées chez le médecin, sans licence")
    assert found[0] == "Conduire des personnes sans licence"
    assert len(found) == 3
    assert "Composter" not in found
