"""Theories of change: written by plain forms, published when they hold together, never rewritten once public."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.design.diagrams import flow
from frenchimpact.impact import queries
from frenchimpact.impact.actions.changes import MOST_OF_A_KIND, move_part, publish_change, remove_part, write_part
from frenchimpact.impact.models import ChangeEdition, ChangeLink, ChangePart, Kind
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_person, make_published_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_published_project()


def write(project: Project, kind: Kind, text: str, **more: Any) -> ChangePart:
    return write_part(project=project, kind=kind, text=text, by=lead_of(project), **more)


def whole(project: Project) -> dict[str, ChangePart]:
    """Need → activity → effect."""
    effect = write(project, Kind.OUTCOME, "On sait réparer", stakeholder="habitants")
    activity = write(project, Kind.ACTIVITY, "Ateliers du samedi", leads_to=[effect])
    need = write(project, Kind.NEED, "Nulle part où réparer", leads_to=[activity])
    return {"need": need, "activity": activity, "effect": effect}


def test_a_theory_is_read_in_the_order_of_its_chain(project: Project) -> None:
    whole(project)
    theory = queries.theory_of(queries.change_of(project))
    assert [(kind.value, [part.text for part in parts]) for kind, parts in theory.columns] == [
        ("need", ["Nulle part où réparer"]),
        ("activity", ["Ateliers du samedi"]),
        ("outcome", ["On sait réparer"]),
    ]
    assert theory.named(theory.of(Kind.NEED)[0].leads_to) == ["Ateliers du samedi"]


def test_a_link_goes_to_what_follows_and_stays_inside(project: Project) -> None:
    parts = whole(project)
    with pytest.raises(Refusal, match="vers la suite"):
        write(project, Kind.OUTCOME, "On sait réparer", part=parts["effect"], leads_to=[parts["need"]])
    other = write(make_published_project(), Kind.IMPACT, "Ailleurs")
    with pytest.raises(Refusal, match="vers la suite"):
        write(project, Kind.OUTCOME, "On sait réparer", part=parts["effect"], leads_to=[other])
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeLink.objects.create(source=parts["effect"], target=other)
    risk = write(project, Kind.RISK, "Les bénévoles s’épuisent", leads_to=[parts["activity"]])
    assert [link.target for link in risk.leads_to.all()] == [parts["activity"]]


def test_parts_are_moved_removed_and_bounded(project: Project) -> None:
    first, second = write(project, Kind.INPUT, "Un"), write(project, Kind.INPUT, "Deux")
    move_part(part=second, up=True, by=lead_of(project))
    move_part(part=second, up=True, by=lead_of(project))
    assert [part.text for part in queries.theory_of(queries.change_of(project)).of(Kind.INPUT)] == ["Deux", "Un"]
    remove_part(part=first, by=lead_of(project))
    for number in range(MOST_OF_A_KIND - 1):
        write(project, Kind.INPUT, f"Autre {number}")
    with pytest.raises(Refusal, match="regroupez"):
        write(project, Kind.INPUT, "De trop")


def test_it_is_published_when_it_holds_together_and_never_rewritten(project: Project) -> None:
    write(project, Kind.NEED, "Nulle part où réparer")
    with pytest.raises(Incomplete, match="activités, effets"):
        publish_change(project=project, by=lead_of(project))
    whole(project)
    edition = publish_change(project=project, by=lead_of(project))
    with pytest.raises(Refusal, match="Rien n’a changé"):
        publish_change(project=project, by=lead_of(project))
    write(project, Kind.IMPACT, "Moins de déchets")
    found = queries.public_change(project)
    assert found is not None
    assert not found[0].of(Kind.IMPACT)
    assert publish_change(project=project, by=lead_of(project)).number == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeEdition.objects.filter(pk=edition.pk).update(content={})


def test_the_team_writes_it_by_plain_forms_and_the_public_reads_the_edition(client: Client, project: Project) -> None:
    base = f"/mon-espace/projets/{project.reference}/impact/"
    client.force_login(lead_of(project))
    assert "Dire ce que le projet change" in client.get(base).content.decode()
    assert client.post(base + "question/", {"question": "Est-ce que cela sert ?"}).status_code == 302
    for kind, text in (("need", "Nulle part où réparer"), ("activity", "Ateliers"), ("outcome", "On sait réparer")):
        assert client.post(f"{base}ajouter/{kind}/", {f"{kind}-text": text}).status_code == 302
    response = client.post(f"{base}ajouter/risk/", {"risk-text": ""})
    assert response.status_code == 422
    assert client.post(f"{base}ajouter/zut/", {"zut-text": "x"}).status_code == 404
    need, activity = ChangePart.objects.get(kind="need"), ChangePart.objects.get(kind="activity")
    sent = {"text": "Nulle part où réparer ici", "stakeholder": "habitants", "leads_to": [activity.pk]}
    assert client.post(f"{base}{need.pk}/", sent).status_code == 302
    assert Client().get(f"/projets/{project.slug}/changement/").status_code == 404
    assert client.post(base + "publier/").status_code == 302
    page = Client().get(f"/projets/{project.slug}/changement/").content.decode()
    for words in ("Est-ce que cela sert", "Nulle part où réparer ici", "habitants", "On sait réparer", "<svg"):
        assert words in page
    assert "On sait réparer" in Client().get(f"/projets/{project.slug}/").content.decode()


def test_others_neither_read_nor_write_what_the_team_works_on(client: Client, project: Project) -> None:
    part = write(project, Kind.NEED, "Entre nous")
    base = f"/mon-espace/projets/{project.reference}/impact/"
    assert client.get(base).status_code == 302
    client.force_login(make_person())
    for path in (base, f"{base}{part.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{base}{part.pk}/retirer/").status_code == 404
    assert ChangePart.objects.filter(pk=part.pk).exists()


def test_long_words_are_wrapped_and_boxes_do_not_overlap() -> None:
    found = flow([("Un", [(1, "mot " * 30, "pour qui"), (2, "court", "")]), ("Deux", [(3, "x" * 60, "")])], {1: [3], 2: [3, 99]})
    first, second, third = found.boxes
    assert first.y + first.height < second.y
    assert third.x > first.x + found.box
    assert all(len(text) <= 24 for box in found.boxes for _y, text, _quiet in box.lines)
    assert len(found.curves) == 2
    assert found.height > second.y + second.height
