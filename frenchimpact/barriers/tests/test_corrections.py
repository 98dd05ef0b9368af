"""A name can always be taken out of what is published; what was said before is read by the desk alone."""

import pytest
from django.test import Client

from frenchimpact.barriers.actions import precedents
from frenchimpact.barriers.actions.versions import versions_of
from frenchimpact.barriers.models import Precedent
from frenchimpact.barriers.tests.factories import make_published
from frenchimpact.barriers.tests.test_precedents import make_hacker
from frenchimpact.core.errors import Refusal
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/freins/reponses/"
PUBLIC = ("/freins/?format=csv", "/freins/?etat=toutes&format=json", "/api/v1/precedents")


def published() -> Precedent:
    return make_published(
        "Le garage d’Anselme", slug="le-garage-d-anselme", answer="Oui, dit Anselme.", situation="Un garage.", legal_basis="Code"
    )


def nowhere(client: Client, *paths: str) -> bool:
    return all("Anselme" not in client.get(path).getvalue().decode() for path in paths)


def test_a_withdrawn_answer_shows_none_of_its_words() -> None:
    found, client = published(), Client()
    assert "Anselme" in client.get("/freins/le-garage-d-anselme/").content.decode()
    precedents.withdraw_precedent(precedent=found, reason="Un nom y est resté.", by=make_operator())
    page = client.get("/freins/le-garage-d-anselme/")
    assert page.status_code == 410
    assert "Un nom y est resté." in page.content.decode()
    assert "Anselme" not in page.content.decode()
    assert "R-" in page.content.decode()
    assert nowhere(client, *PUBLIC)
    # By its reference too.
    assert "Anselme" not in client.get(f"/recherche/?q={found.reference}").content.decode()


def test_a_name_is_masked_at_once_in_what_is_published(client: Client) -> None:
    found, officer = published(), make_operator()
    client.force_login(officer)
    client.post(f"{DESK}{found.reference}/masquer/", {"mots": "Anselme", "remplacement": "une personne"})
    found.refresh_from_db()
    assert (found.state, found.title, found.answer) == ("valid", "Le garage d’une personne", "Oui, dit une personne.")
    assert "anselme" not in found.slug
    assert versions_of(found).get().said["answer"] == "Oui, dit Anselme."
    assert "Oui, dit Anselme." in client.get(f"{DESK}{found.reference}/").content.decode()
    visitor = Client()
    assert nowhere(visitor, *PUBLIC, f"/freins/{found.slug}/")


def test_a_correction_is_out_of_sight_until_a_second_person_publishes_it_and_old_addresses_lead_to_it(client: Client) -> None:
    found, corrector, second = published(), make_hacker("Eva"), make_operator()
    with pytest.raises(Refusal):
        precedents.correct_precedent(precedent=found, reason=" ", by=corrector)
    client.force_login(corrector)
    assert client.post(f"{DESK}{found.reference}/suite/", {"verbe": "correct", "reason": "Un nom."}).status_code == 302
    found.refresh_from_db()
    assert found.state == "draft"
    visitor = Client()
    page = visitor.get("/freins/le-garage-d-anselme/")
    assert (page.status_code, "en cours de correction" in page.content.decode(), "Anselme" in page.content.decode()) == (410, True, False)
    found = precedents.edit_precedent(
        precedent=found, version=found.version, by=corrector, places=[], norms=[], title="Un garage", answer="Oui."
    )
    found.masks.update(is_hidden=False)
    found = precedents.submit_precedent(precedent=found, by=corrector)
    with pytest.raises(Refusal):
        precedents.publish_precedent(precedent=found, by=corrector)
    precedents.publish_precedent(precedent=found, by=second)
    moved = visitor.get("/freins/le-garage-d-anselme/")
    assert (moved.status_code, moved["Location"]) == (301, "/freins/un-garage/")
    assert "Anselme" not in visitor.get("/freins/un-garage/").content.decode()
    assert versions_of(found).get().reason == "Un nom."
