"""Names of a case in what is published from it: none passes, whatever its accents, capitals and forms; a false one comes back."""

import pytest
from django.test import Client

from frenchimpact.barriers import anonymising
from frenchimpact.barriers.actions import masks, precedents
from frenchimpact.barriers.models import Case, Mask, Precedent
from frenchimpact.barriers.name_matching import hide
from frenchimpact.barriers.tests.factories import make_case
from frenchimpact.barriers.tests.test_precedents import make_hacker
from frenchimpact.core.errors import Refusal
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


def make_own(**values: object) -> Case:
    given = {
        "name": "Jeanne Dûpont",
        "email": "jeanne@roues-solidaires.org",
        "phone": "06 12 34 56 78",
        "organisation": make_organisation(name="Les Roues Solidaires"),
        "may_publish": True,
        "wish": "Conduire.",
        "obstacle": "",
    }
    return make_case(**(given | values))


def drafted(case: Case, answer: str) -> Precedent:
    made = precedents.draft_precedent(by=make_hacker(), case=case)
    values = {"title": "Conduire", "situation": "Des bénévoles.", "question": "Faut-il une licence ?", "legal_basis": "Code"}
    Precedent.objects.filter(pk=made.pk).update(answer=answer, **values)
    made = Precedent.objects.get(pk=made.pk)
    masks.propose_masks(precedent=made)
    return made


@pytest.mark.parametrize(
    "said",
    [
        "Madame dûpont conduit.",
        "J. Dupont conduit.",
        "J.Dupont conduit.",
        "DUPONT Jeanne conduit.",
        "Jeanne conduit.",
        "jeanne dupont conduit.",
        "l’association LES ROUES",
        "les roues solidaires",
        "voir www.roues-solidaires.org",
        "appeler le 0612345678 ou le +33 6 12 34 56 78",
        "la LRS conduit",
    ],
)
def test_no_form_of_a_name_of_the_case_is_published(said: str) -> None:
    made = drafted(make_own(), f"Oui : {said}.")
    for mask in made.masks.all():
        with pytest.raises(Refusal):
            masks.decide_mask(mask=mask, is_hidden=False, replacement="", by=make_hacker("Eva"))
    assert masks.leaks(made)
    with pytest.raises(Refusal):
        precedents.submit_precedent(precedent=made, by=make_hacker("Ana"))
    masks.hide_all(precedent=made, by=made.created_by or make_hacker("Léo"))
    made.refresh_from_db()
    assert masks.leaks(made) == []
    precedents.submit_precedent(precedent=made, by=make_hacker("Noé"))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("jean martin conduit", "person"),
        ("J. Martin conduit", "person"),
        ("son numéro 1 80 03 73 065 123 45", "contact"),
        ("FR76 3000 6000 0112 3456 7890 189", "contact"),
        ("voir garage-du-lac.fr", "contact"),
        ("madame leroux conduit", "person"),
    ],
)
def test_names_and_numbers_of_anyone_are_proposed(said: str, kind: str) -> None:
    assert [one.kind for one in anonymising.find(f"Oui, {said}.")] == [kind]


def test_addresses_of_the_law_and_offices_are_not() -> None:
    assert anonymising.find("Voir https://www.legifrance.gouv.fr/codes/article_lc/L1 et Madame la maire.") == []


def test_a_person_is_masked_whole_even_named_as_a_commune() -> None:
    make_places()
    make_place("commune:66666", name="Luc")
    made = drafted(make_own(), "Oui, M. Luc Berthoud conduit. LUC BERTHOUD aussi.")
    assert {mask.found: mask.kind for mask in made.masks.all()} == {"Luc Berthoud": "person"}
    masks.hide_all(precedent=made, by=make_hacker("Eva"))
    made.refresh_from_db()
    assert "erthoud" not in made.answer.lower()
    assert "commune" not in made.answer


def test_a_word_of_every_day_is_a_place_after_its_preposition_only() -> None:
    make_places()
    make_place("commune:66667", name="Maire")
    assert anonymising.find("Le Maire refuse. Le maire aussi.") == []
    assert [one.found for one in anonymising.find("Le Maire, à Maire, refuse.")] == ["Maire"]
    assert hide("Le Maire, à Maire, refuse.", "Maire", "une commune", Mask.Kind.PLACE) == "Le Maire, à une commune, refuse."


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Préfète de la Savoie", "Préfète d’un département"),
        ("en Savoie", "dans un département"),
        ("La Savoie refuse.", "Un département refuse."),
        ("au Savoie", "à un département"),
    ],
)
def test_what_is_hidden_still_reads(text: str, after: str) -> None:
    assert hide(text, "Savoie", "un département", Mask.Kind.PLACE) == after


def test_one_press_masks_what_is_said_again_and_one_press_puts_back_a_false_mask(client: Client) -> None:
    make_places()
    made = drafted(make_own(), "À Chambéry, la règle de Chambéry tient.")
    client.force_login(make_operator())
    here = f"/mon-espace/freins/reponses/{made.reference}/masquer/"
    mask = made.masks.get(found="Chambéry")
    client.post(here, {"masque": mask.pk, "verbe": "masquer"})
    made.refresh_from_db()
    assert made.answer == "À une commune, la règle d’une commune tient."
    client.post(here, {"masque": mask.pk, "verbe": "garder"})
    made.refresh_from_db()
    assert made.answer == "À Chambéry, la règle de Chambéry tient."
    # JEANNE DUPONT, typed after everything was decided: said, with the button that mends it.
    Precedent.objects.filter(pk=made.pk).update(answer="JEANNE DUPONT conduit.")
    page = client.get(f"/mon-espace/freins/reponses/{made.reference}/").content.decode()
    assert "Encore dans le texte" in page
    assert "Tout est décidé" not in page
    client.post(here, {"tout": "masquer"})
    made.refresh_from_db()
    assert made.answer == "Une personne conduit."


def test_words_written_again_since_are_not_put_back_by_themselves() -> None:
    make_places()
    made = drafted(make_own(), "La règle de Chambéry tient.")
    mask = masks.decide_mask(mask=made.masks.get(found="Chambéry"), is_hidden=True, replacement="", by=make_hacker("Eva"))
    Precedent.objects.filter(pk=made.pk).update(answer="Toute autre chose.")
    with pytest.raises(Refusal, match="changé depuis"):
        masks.decide_mask(mask=mask, is_hidden=False, replacement="", by=make_hacker("Ana"))
