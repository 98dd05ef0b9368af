"""The pages of the signed-in space: who sees what, who may do what, and what they read."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.labels import actions, rules
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_historical, make_kind, make_label
from frenchimpact.organisations.models import Assignment, Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Any]:
    organisation = make_organisation(name="Le Tremplin")
    made: dict[str, Any] = {"organisation": organisation, "label": make_label(organisation)}
    made["admin"] = make_member(organisation)
    made["reader"] = make_member(organisation, Membership.Role.READER)
    made["stranger"] = User.objects.create(email="passante@exemple.test", full_name="Une Passante")
    for name in ("operator", "tied"):
        made[name] = User.objects.create(email=f"{name}@exemple.test", full_name=name)
        Assignment.objects.create(user=made[name], role=Assignment.Role.OPERATOR)
    make_member(organisation, user=made["tied"])
    return made


def signed(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("who", "sees", "answers", "decides"),
    [
        ("admin", True, True, False),
        ("reader", True, False, False),
        ("stranger", False, False, False),
        ("operator", True, False, True),
        # Of the holder and of the programme at once: never a judge of one's own.
        ("tied", True, True, False),
    ],
)
def test_who_may_what(people: dict[str, Any], who: str, sees: bool, answers: bool, decides: bool) -> None:
    person, label = people[who], people["label"]
    assert rules.visible_desks(person).filter(pk=label.pk).exists() is sees
    assert rules.can_answer_for(person, label) is answers
    assert rules.can_decide_on(person, label) is decides


def test_the_desk_is_out_of_sight_for_strangers_and_out_of_right_for_readers(people: dict[str, Any], client: Client) -> None:
    address = f"/mon-espace/labels/{people['label'].reference}/"
    assert signed(client, people["stranger"]).get(address).status_code == 404
    assert client.get("/mon-espace/labels/").status_code == 403
    assert signed(client, people["reader"]).get(address).status_code == 200
    assert client.get(address + "rendre/").status_code == 403
    assert client.get(address + "etape/suspend/").status_code == 403
    assert signed(client, people["tied"]).get(address + "etape/suspend/").status_code == 403
    assert signed(client, people["operator"]).get(address + "etape/brûler/").status_code == 404
    assert client.get(address + "etape/withdraw/").status_code == 404


def test_the_operator_suspends_and_everyone_sees_it(people: dict[str, Any], client: Client) -> None:
    label: Label = people["label"]
    address = f"/mon-espace/labels/{label.reference}/"
    signed(client, people["operator"])
    assert "Suspendre le label" in client.get(address).content.decode()
    refused = client.post(address + "etape/suspend/", {"reasons": ""})
    assert refused.status_code == 422
    done = client.post(address + "etape/suspend/", {"reasons": "Le rapport manque."}, follow=True)
    assert "Suspendu" in done.content.decode()
    assert "Le rapport manque." in done.content.decode()
    again = client.post(address + "etape/suspend/", {"reasons": "Encore."})
    assert again.status_code == 422
    stranger = Client()
    assert "Label suspendu" in stranger.get(f"/verifier/{label.reference}/").content.decode()
    assert "Le rapport manque." in stranger.get(f"/labels/{label.reference}/").content.decode()
    assert stranger.get(f"/labels/{label.reference}/badge.svg").status_code == 404


def test_the_operator_gives_a_label_by_its_decision(people: dict[str, Any], client: Client) -> None:
    other = make_organisation(name="La Fabrique du Val", siret="35600000000048")
    signed(client, people["operator"])
    form = {
        "kind": "structure",
        "organisation": "35600000000048",
        "granted_on": "2026-11-02",
        "decision": "D-2026-7",
        "decided_by": "La ministre",
    }
    page = client.post("/mon-espace/labels/attribuer/", form, follow=True).content.decode()
    label = Label.objects.get(organisation=other)
    assert label.decision == "D-2026-7"
    assert "est attribué" in page
    twice = client.post("/mon-espace/labels/attribuer/", form)
    assert twice.status_code == 422
    assert "a déjà ce label" in twice.content.decode()
    nobody = client.post("/mon-espace/labels/attribuer/", {**form, "organisation": ""})
    assert "Choisissez la structure" in nobody.content.decode()


def test_a_procedure_from_notice_to_decision(people: dict[str, Any], client: Client) -> None:
    label: Label = people["label"]
    address = f"/mon-espace/labels/{label.reference}/"
    signed(client, people["operator"]).post(address + "etape/procedure/", {"grounds": "Deux rapports manquent.", "days": "15"})
    early = client.post(address + "decider/", {"outcome": "withdraw", "reasons": "Fini."})
    assert early.status_code == 422
    assert "Rien ne peut être décidé" in early.content.decode()
    # The operator does not answer for the holder.
    assert client.post(address + "repondre/", {"reply": "Rien."}).status_code == 403
    page = signed(client, people["admin"]).get(address).content.decode()
    assert "Deux rapports manquent." in page
    assert client.post(address + "repondre/", {"reply": "Ils sont en ligne."}, follow=True).status_code == 200
    assert client.post(address + "decider/", {"outcome": "nothing", "reasons": "x"}).status_code == 403
    waiting = signed(client, people["operator"]).get("/mon-espace/labels/").content.decode()
    assert "le titulaire a répondu" in waiting
    done = client.post(address + "decider/", {"outcome": "withdraw", "reasons": "Les faits sont établis."}, follow=True)
    assert "Retiré" in done.content.decode()
    assert client.post(address + "decider/", {"outcome": "nothing", "reasons": "x"}).status_code == 404


def test_a_renewal_from_draft_to_decision(people: dict[str, Any], client: Client) -> None:
    label: Label = people["label"]
    address = f"/mon-espace/labels/{label.reference}/renouvellement/"
    assert signed(client, people["admin"]).get(address).status_code == 404
    actions.open_renewal(label=label)
    assert client.post(address, {"record": "Brouillon", "changes": "", "save": "1"}, follow=True).status_code == 200
    assert "Brouillon" in client.get(address).content.decode()
    assert client.post(address, {"record": "", "changes": "", "file": "1"}).status_code == 422
    assert client.post(address, {"record": "Tout est tenu.", "changes": "", "file": "1"}, follow=True).status_code == 200
    assert client.post(address, {"record": "Trop tard", "changes": "", "save": "1"}).status_code == 409
    signed(client, people["operator"])
    assert client.post(address, {"months": "36", "reasons": "", "grant": "1"}).status_code == 422
    done = client.post(address, {"months": "36", "reasons": "Conditions tenues.", "grant": "1"}, follow=True)
    assert "Label renouvelé" in done.content.decode()


def test_a_control_from_lot_to_conclusion(people: dict[str, Any], client: Client) -> None:
    label: Label = people["label"]
    signed(client, people["operator"])
    assert (
        client.post("/mon-espace/labels/controles/", {"kind": "structure", "count": "5", "question": "", "days": "30"}).status_code == 422
    )
    client.post("/mon-espace/labels/controles/", {"kind": "structure", "count": "5", "question": "Vos comptes ?", "days": "30"})
    address = f"/mon-espace/labels/{label.reference}/controles/{label.controls.get().pk}/"
    assert "Vos comptes ?" in client.get("/mon-espace/labels/controles/").content.decode()
    signed(client, people["admin"])
    bad = client.post(address, {"reply": "Voici.", "evidence": SimpleUploadedFile("virus.exe", b"MZ\x90\x00")})
    assert bad.status_code == 422
    assert label.controls.get().replied_at is None
    assert (
        client.post(address, {"reply": "Voici.", "evidence": SimpleUploadedFile("comptes.txt", b"Comptes 2025")}, follow=True).status_code
        == 200
    )
    page = signed(client, people["operator"]).get(address).content.decode()
    assert "comptes.txt" in page
    done = client.post(address, {"conclusion": "mend", "reasons": "Le bilan manque.", "conclude": "1"}, follow=True)
    assert "À corriger" in done.content.decode()
    label.refresh_from_db()
    assert label.status == "observed"
    assert signed(client, people["stranger"]).get(address).status_code == 404


def test_the_holder_gives_it_back(people: dict[str, Any], client: Client) -> None:
    address = f"/mon-espace/labels/{people['label'].reference}/rendre/"
    assert signed(client, people["operator"]).get(address).status_code == 403
    assert "définitif" in signed(client, people["admin"]).get(address).content.decode()
    assert "rendu" in client.post(address, {"reasons": "Nous arrêtons."}, follow=True).content.decode()


def test_what_takes_over_is_found_by_its_reference(people: dict[str, Any], client: Client) -> None:
    past = make_historical()
    signed(client, people["operator"])
    address = f"/mon-espace/labels/{past.reference}/etape/succeed/"
    wrong = client.post(address, {"successor": "L-2026-9999", "successor_name": "", "reasons": "Fusion."})
    assert "Aucun label ne porte cette référence" in wrong.content.decode()
    client.post(address, {"successor": people["label"].reference.lower(), "successor_name": "", "reasons": "Fusion."})
    past.refresh_from_db()
    assert past.successor == people["label"]
    assert people["label"].reference in client.get(f"/labels/{past.reference}/").content.decode()


def test_two_clicks_give_one_label(people: dict[str, Any], client: Client) -> None:
    make_organisation(name="La Fabrique du Val", siret="35600000000048")
    signed(client, people["operator"])
    form = {
        "kind": "structure",
        "organisation": "35600000000048",
        "granted_on": "2026-11-02",
        "once": "6f3b0d0e-8a53-4a52-9d4b-0f4d6e6f0a11",
    }
    first = client.post("/mon-espace/labels/attribuer/", form)
    second = client.post("/mon-espace/labels/attribuer/", form)
    assert first["Location"] == second["Location"]
    assert Label.objects.count() == 2


def test_the_menu_shows_labels_to_those_who_have_some(people: dict[str, Any], client: Client) -> None:
    assert "/mon-espace/labels/" in signed(client, people["reader"]).get("/mon-espace/").content.decode()
    assert "/mon-espace/labels/" not in signed(client, people["stranger"]).get("/mon-espace/").content.decode()
    assert make_kind().code == "structure"
