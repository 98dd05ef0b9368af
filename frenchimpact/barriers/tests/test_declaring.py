"""Before somebody of the desk has said whether they are tied to who asks: the subject, the department, the law, and nothing of anybody."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from frenchimpact.barriers.actions import routing
from frenchimpact.barriers.actions.precedents import draft_precedent
from frenchimpact.barriers.actions.talk import write
from frenchimpact.barriers.messages.routing import ANSWER
from frenchimpact.barriers.models import Assigned, Case, CaseNorm, Untied
from frenchimpact.barriers.rules import STORY
from frenchimpact.barriers.tests.factories import make_barrier, make_case, make_hacker, make_norm
from frenchimpact.core.links import make_key
from frenchimpact.files.actions import receive_file
from frenchimpact.files.queries import intake
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
QUEUE = "/mon-espace/freins/"
# What nobody reads before they declared.
OF_THE_PERSON = ("Jeanne Dupont", "jeanne@exemple.test", "Les navettes de Jeanne", "conduire ma voisine", "Appelée hier", "Chambéry")


@pytest.fixture
def case(settings: Settings, tmp_path: Any) -> Case:
    settings.MEDIA_ROOT = tmp_path
    make_terms()
    place = make_places()["commune:73065"]
    given = {
        "name": "Jeanne Dupont",
        "email": "jeanne@exemple.test",
        "title": "Les navettes de Jeanne",
        "wish": "Je veux conduire ma voisine.",
    }
    made = make_case(**given, state="qualified", nature="loi", place=place, organisation=make_organisation(name="Les Roues Solidaires"))
    CaseNorm.objects.create(case=made, norm=make_norm())
    write(case=made, circle="internal", author="desk", text="Appelée hier.")
    return made


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def at(case: Case, more: str = "") -> str:
    return f"{QUEUE}{case.reference}/{more}"


def test_the_minimum_then_the_whole(client: Client, case: Case) -> None:
    client.force_login(make_hacker())
    seen = page(client, at(case))
    assert not [one for one in OF_THE_PERSON if one in seen]
    assert all(one in seen for one in ("Une loi", "Savoie", "L. 3120-1", "Les Roues Solidaires"))
    assert client.get(at(case, "consultations/")).status_code == 403
    client.post(at(case, "lien/"), {"act": "none"})
    whole = page(client, at(case))
    assert all(one in whole for one in ("Jeanne Dupont", "conduire ma voisine", "Chambéry"))
    assert client.get(at(case, "consultations/")).status_code == 200
    # Said once, with its day, in the history of the case.
    client.post(at(case, "lien/"), {"act": "none"})
    assert case.events.filter(verb="untied").count() == Untied.objects.filter(case=case).count() == 1


def test_lists_and_files_say_no_more(client: Client, case: Case) -> None:
    file = receive_file(content=BytesIO(b"Lettre."), name="lettre.txt", owner=case, purpose=STORY, intake=intake("document"), by=None)
    other = make_case(title="Les navettes du village", wish="Autre chose.")
    barrier = make_barrier("Licence demandée à des bénévoles")
    Case.objects.filter(pk=case.pk).update(barrier=barrier)
    hacker = make_hacker()
    routing.declare(case=other, by=hacker)
    client.force_login(hacker)
    addresses = (QUEUE, f"{QUEUE}?format=csv", at(other), f"{QUEUE}textes/freins/{barrier.reference}/")
    for address in addresses:
        found = page(client, address)
        assert not [one for one in OF_THE_PERSON if one in found], address
    assert all("Licence demandée à des bénévoles" in page(client, one) for one in addresses[:2])
    # Words and addresses do not tell who asks either.
    for q in ("voisine", "jeanne@exemple.test"):
        assert case.reference not in page(client, f"{QUEUE}?q={q}")
    assert case.reference in page(client, f"{QUEUE}?q={case.reference}")
    assert client.get(f"/fichiers/{file.key}").status_code in (403, 404)
    routing.declare(case=case, by=hacker)
    assert case.reference in page(client, f"{QUEUE}?q=voisine")
    assert "Les navettes de Jeanne" in page(client, at(other))


def test_a_tie_said_before_reading_hides_the_case_and_frees_the_proposal(client: Client, case: Case) -> None:
    hacker, next_one = make_hacker("Une"), make_hacker("Deux")
    routing.propose(case=case, user=hacker, by=None)
    client.force_login(hacker)
    assert client.post(at(case, "lien/"), {"act": "tie", "ties": ""}).status_code == 422
    client.post(at(case, "lien/"), {"act": "tie", "ties": "Ma belle-sœur y travaille"})
    assert client.get(at(case)).status_code == 404
    assert case.reference not in page(client, QUEUE)
    assert case.assigned.get(state="proposed").user == next_one
    # The same when nothing was proposed to them.
    third = make_hacker("Trois")
    client.force_login(third)
    client.post(at(case, "lien/"), {"act": "tie", "ties": "J’y ai siégé"})
    assert client.get(at(case)).status_code == 404
    assert Assigned.objects.get(case=case, user=third).ties == "J’y ai siégé"


def test_who_is_asked_sees_the_organisation_and_may_not_write(client: Client, case: Case) -> None:
    hacker = make_hacker()
    proposed = routing.propose(case=case, user=hacker, by=None, handover="Jeanne Dupont rappelle mardi.")
    mail = Mail.objects.filter(to=hacker.email).latest("pk")
    link = page(client, f"/freins/confier/{make_key(ANSWER, proposed.pk)}/")
    client.force_login(hacker)
    for said in (link, mail.text, mail.subject, page(client, at(case)), page(client, at(case, f"confier/{proposed.pk}/repondre/"))):
        assert not [one for one in OF_THE_PERSON if one in said]
    assert "Les Roues Solidaires" in link
    assert "Les Roues Solidaires" in mail.text
    assert client.post(at(case, "ecrire/"), {"circle": "person", "text": "Bonjour"}).status_code == 403
    # No tie said: it is read, and still not written in before they accept.
    client.post(at(case, "lien/"), {"act": "none"})
    assert "conduire ma voisine" in page(client, at(case))
    assert client.post(at(case, "ecrire/"), {"circle": "person", "text": "Bonjour"}).status_code == 403
    assert 'id="ecrire"' not in page(client, at(case))
    routing.accept(assigned=proposed, by=hacker)
    assert 'id="ecrire"' in page(client, at(case))


def test_without_an_organisation_the_name_is_what_a_tie_is_to(client: Client, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(organisation=None)
    client.force_login(make_hacker())
    seen = page(client, at(case))
    assert "Jeanne Dupont" in seen
    assert "jeanne@exemple.test" not in seen


def test_a_draft_drawn_from_a_case_asks_first(client: Client, case: Case) -> None:
    made = draft_precedent(by=make_operator(), case=case)
    client.force_login(make_hacker())
    answer = client.get(f"{QUEUE}reponses/{made.reference}/")
    assert answer["Location"] == at(case)
    assert client.post(f"{QUEUE}reponses/{made.reference}/masquer/", {"tout": "masquer"}).status_code == 403
    client.post(at(case, "lien/"), {"act": "none"})
    assert client.get(f"{QUEUE}reponses/{made.reference}/").status_code == 200


def test_operators_sort_without_declaring(client: Client, case: Case) -> None:
    client.force_login(make_operator())
    assert "conduire ma voisine" in page(client, at(case))
    assert "Les navettes de Jeanne" in page(client, QUEUE)
