"""Documents of an action: who sends, who reads, what everyone sees, and what deleting leaves."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import address, files_of
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_person
from frenchimpact.territories.models import Action, Member, Territory
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_lead_person, make_objective, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def action() -> Action:
    return make_action(make_objective(make_challenge(make_territory())))


def page_of(action: Action, more: str = "") -> str:
    return f"/mon-espace/territoires/{action.territory.reference}/plan/actions/{action.number}/{more}"


def sheet_of(action: Action) -> str:
    return f"/territoires/{action.territory.slug}/defis/1/"


def entered(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def member_of(territory: Territory, role: str = "editor") -> User:
    """Somebody of a member of the collective, who does not answer for the action."""
    house = make_organisation()
    Member.objects.create(territory=territory, organisation=house, name=house.name, kind="ess", since=clock.today())
    return make_member(house, role=role)


def opens(client: Client, file: StoredFile) -> int:
    """What asking for its bytes answers."""
    answer = client.get(address(file))
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def send(client: Client, action: Action, name: str = "bail.txt", content: bytes = b"Un bail de neuf ans.", **typed: str) -> int:
    paper = SimpleUploadedFile(name, content, "text/plain")
    return client.post(page_of(action, "documents/"), {"papers": paper, **typed}).status_code


def test_a_document_is_for_the_space_unless_it_is_said_public(action: Action) -> None:
    client = entered(make_lead_person(action.territory))
    assert send(client, action) == 302
    file = files_of(action).get()
    assert (file.purpose, file.audience) == ("action", "private")
    assert "bail.txt" in client.get(page_of(action)).content.decode()
    neighbour = entered(member_of(action.territory))
    assert "bail.txt" in neighbour.get(page_of(action)).content.decode()
    assert opens(neighbour, file) == 200
    assert opens(entered(make_person("Passante")), file) == 404
    assert "bail.txt" not in Client().get(sheet_of(action)).content.decode()


def test_a_public_one_is_on_the_sheet_of_the_challenge_until_it_is_taken_back(action: Action) -> None:
    client = entered(make_lead_person(action.territory))
    send(client, action, is_public="on")
    file = files_of(action).get()
    change = page_of(action, f"documents/{file.pk}/")
    assert client.post(change, {"description": "Bail de la recyclerie", "is_public": "on"}).status_code == 302
    visitor = Client()
    sheet = visitor.get(sheet_of(action)).content.decode()
    assert "Bail de la recyclerie" in sheet
    assert address(file) in sheet
    assert opens(visitor, file) == 200
    client.post(change, {"description": "Bail de la recyclerie"})
    assert "Bail de la recyclerie" not in visitor.get(sheet_of(action)).content.decode()
    assert opens(visitor, file) == 302


def test_a_dangerous_one_is_on_no_sheet(action: Action) -> None:
    send(entered(make_lead_person(action.territory)), action, is_public="on")
    file = files_of(action).get()
    file.state, file.threat, file.scanned_at = StoredFile.State.QUARANTINED, "Eicar", file.received_at
    file.save()
    assert "bail.txt" not in Client().get(sheet_of(action)).content.decode()


def test_who_does_not_edit_the_action_sends_and_changes_nothing(action: Action) -> None:
    send(entered(make_lead_person(action.territory)), action)
    file = files_of(action).get()
    neighbour = entered(member_of(action.territory))
    assert send(neighbour, action) == 403
    assert neighbour.get(page_of(action, f"documents/{file.pk}/")).status_code == 403
    assert neighbour.post(page_of(action, f"documents/{file.pk}/supprimer/")).status_code == 403
    assert "Joindre un document" not in neighbour.get(page_of(action)).content.decode()


def test_a_document_of_another_action_is_not_found(action: Action) -> None:
    client = entered(make_lead_person(action.territory))
    send(client, action)
    other = make_action(action.objective)
    assert client.get(page_of(other, f"documents/{files_of(action).get().pk}/")).status_code == 404


def test_what_is_refused_says_why_and_what_was_chosen_stays(action: Action) -> None:
    client = entered(make_lead_person(action.territory))
    answer = client.post(page_of(action, "documents/"), {"papers": SimpleUploadedFile("bail.exe", b"MZ"), "is_public": "on"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "bail.exe" in page
    assert 'id="d_is_public" checked' in page or "checked" in page.split('name="is_public"')[1][:80]
    assert client.post(page_of(action, "documents/"), {}).status_code == 422
    StoredFile.objects.bulk_create(
        StoredFile(
            name="p.txt",
            kind="txt",
            size=1,
            sha256="0" * 64,
            sent_sha256="0" * 64,
            owner_model=Action._meta.label,
            owner_id=action.pk,
            purpose="action",
        )
        for _number in range(20)
    )
    assert send(client, action) == 409
    assert files_of(action).count() == 20


def test_deleting_asks_then_says_so(action: Action) -> None:
    client = entered(make_lead_person(action.territory))
    send(client, action)
    file = files_of(action).get()
    address_of_it = page_of(action, f"documents/{file.pk}/supprimer/")
    assert "Supprimer pour de bon" in client.get(address_of_it).content.decode()
    assert files_of(action).exists()
    page = client.post(address_of_it, follow=True).content.decode()
    assert "est supprimé" in page
    assert not files_of(action).exists()
