"""Somebody asks to be forgotten."""

from io import BytesIO
from typing import Any

import pytest
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.masks import hide_all
from frenchimpact.barriers.actions.precedents import draft_precedent
from frenchimpact.barriers.actions.versions import keep_text, versions_of
from frenchimpact.barriers.models import Asked, Case, Message, TextVersion
from frenchimpact.barriers.rules import PIECE, STORY
from frenchimpact.barriers.tests.factories import make_authority, make_barrier, make_case, make_consultation
from frenchimpact.core.clock import today
from frenchimpact.core.holdings import holdings
from frenchimpact.files.actions import receive_file
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import intake
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


def forget(person: object) -> None:
    for one in holdings():
        if one.model._meta.app_label == "barriers":
            one.forget(person)


def test_words_and_address_go_and_the_barrier_stays_counted() -> None:
    person = User.objects.create(email="gaelle@exemple.test", full_name="Denis Roussel")
    case = make_case(email=person.email, name="Gaëlle")
    Message.objects.create(case=case, circle="person", author="person", text="Mon adresse est 3 rue des Lilas.")
    forget(person)
    case.refresh_from_db()
    assert (case.email, case.name, case.state) == ("", "", Case.State.WITHDRAWN)
    assert "Lilas" not in case.messages.get().text
    assert "association" not in case.wish


def test_documents_go_with_the_words_they_came_with(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    person = User.objects.create(email="gaelle@exemple.test", full_name="Gaëlle")
    case = make_case(email=person.email)
    own = Message.objects.create(case=case, circle="person", author="person", text="Voici.")
    desk = Message.objects.create(case=case, circle="person", author="desk", text="Notre modèle.")
    for owner, purpose in ((case, STORY), (own, PIECE), (desk, PIECE)):
        receive_file(content=BytesIO(b"Lettre."), name="lettre.txt", owner=owner, purpose=purpose, intake=intake("document"), by=None)
    forget(person)
    assert [(one.owner_model, one.owner_id) for one in StoredFile.objects.all()] == [("barriers.Message", desk.pk)]


def test_services_asked_at_the_same_address_forget_it_each() -> None:
    person = User.objects.create(email="denis@exemple.test", full_name="Denis Roussel")
    authority = make_authority(email=person.email)
    for _number in range(2):
        asked = make_consultation(make_case())
        Asked.objects.create(consultation=asked, authority=authority, name="DREAL", email=person.email, due_on=today())
    forget(person)
    assert not Asked.objects.filter(email=person.email).exists()
    authority.refresh_from_db()
    assert not authority.is_active


def test_the_words_kept_to_hide_a_name_go_with_it() -> None:
    person = User.objects.create(email="jeanne@exemple.test", full_name="Jeanne Dupont")
    by, barrier = make_operator(), make_barrier("Refus fait à Jeanne Dupont")
    case = make_case(email=person.email, name="Jeanne Dupont", title="Jeanne Dupont conduit", may_publish=True, barrier=barrier)
    other = make_case(email="autre@exemple.test", name="Luc Berthoud", title="Luc Berthoud attend", barrier=barrier)
    draft, kept = draft_precedent(by=by, case=case), draft_precedent(by=by, case=other)
    hide_all(precedent=draft, by=by)
    assert draft.masks.filter(found__icontains="Dupont").exists()
    late = draft_precedent(by=by, case=case)
    for thing in (draft, barrier, kept):
        keep_text(thing, ("title",), reason="Jeanne Dupont y était", by=by, was="Jeanne Dupont")
    neutral = keep_text(barrier, (), reason="Coquille", by=by, was="Un refus")
    forget(person)
    held = [*draft.masks.values(), *versions_of(draft).values(), *versions_of(barrier).values()]
    assert len(held) > 3
    assert not [one for one in map(str, held) if "Dupont" in one or "jeanne@" in one]
    late.refresh_from_db()
    assert "Dupont" not in late.title
    # What was drawn from somebody else stays.
    neutral.refresh_from_db()
    assert neutral.said == {"was": "Un refus"}
    assert kept.masks.filter(found__icontains="Berthoud").exists()
    assert TextVersion.objects.get(kind="precedent", thing_id=kept.pk).said["was"] == "Jeanne Dupont"
