"""Where each piece of an aid comes from, told on its sheet and to its writer."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.aids.actions import change_aid
from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.models import Aid
from frenchimpact.aids.provenance import provenance_rows
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.aids.tests.feeds import line, write_csv
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def aid(tmp_path: Path) -> Aid:
    """Given by a feed, its nature guessed; then a person writes its title."""
    make_terms()
    make_places()
    import_aids(write_csv(tmp_path / "a.csv", line()), source_name="Aides de l’État")
    found = Aid.objects.get()
    change_aid(aid=found, by=make_operator(), values={"title": "Un meilleur titre"})
    return Aid.objects.get()


def test_the_sheet_says_it_by_group(client: Client, aid: Aid) -> None:
    page = client.get(reverse("aids:aid", args=[aid.slug])).content.decode()
    assert "D’où viennent ces informations" in page
    rows = {(label, words) for label, words, _day in provenance_rows(aid)}
    assert ("Ce que c’est – Titre", "Écrit par une personne") in rows
    assert ("Ce que c’est – En une phrase, Description, Partenaires, Programmes", "Repris de « Aides de l’État »") in rows
    assert ("Combien", "Déduit des mots de « Aides de l’État »") in rows
    assert ("Quand", "Repris de « Aides de l’État »") in rows
    # What is empty came from nowhere.
    assert not any("Étapes" in label for label, _words in rows)


def test_an_aid_of_nobody_known_says_nothing(client: Client) -> None:
    page = client.get(reverse("aids:aid", args=[make_aid().slug])).content.decode()
    assert "D’où viennent ces informations" not in page


def test_its_writer_sees_which_fields_a_feed_gives(client: Client, aid: Aid) -> None:
    client.force_login(make_operator())
    page = client.get(reverse("aids:aid_edit", args=[aid.reference])).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert "Écrit par une personne : « Aides de l’État » ne le change plus." in page
    assert "Repris de « Aides de l’État ». Si vous le changez, votre texte est gardé." in page
    assert "Déduit des mots de « Aides de l’État » : vérifiez. Ce que vous écrivez est gardé." in page
    assert "ne le change plus" not in client.get(reverse("aids:aid_edit", args=[make_aid().reference])).content.decode()
