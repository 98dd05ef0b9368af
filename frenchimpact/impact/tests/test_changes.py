"""Theories of change: written by plain forms, published when they hold together, never rewritten once public."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.design.diagrams import flow
from frenchimpact.impact import queries
from frenchimpact.impact.actions.changes import (
    MOST_OF_A_KIND,
    ONE_SITTING,
    move_part,
    publish_change,
    remove_part,
    start_from_challenges,
    write_part,
)
from frenchimpact.impact.models import Change, ChangeEdition, ChangeLink, ChangePart, Holder, Kind
from frenchimpact.journal.models import Entry
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_person, make_published_project
from frenchimpact.territories.tests.factories import make_challenge, make_lead_person, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_published_project()


def author(holder: Holder) -> User:
    """Somebody who may write it."""
    return lead_of(holder) if isinstance(holder, Project) else make_lead_person(holder)


def write(holder: Holder, kind: Kind, text: str, **more: Any) -> ChangePart:
    return write_part(holder=holder, kind=kind, text=text, by=author(holder), **more)


def whole(project: Holder) -> dict[str, ChangePart]:
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
        publish_change(holder=project, by=lead_of(project))
    whole(project)
    edition = publish_change(holder=project, by=lead_of(project))
    with pytest.raises(Refusal, match="Rien n’a changé"):
        publish_change(holder=project, by=lead_of(project))
    write(project, Kind.IMPACT, "Moins de déchets")
    found = queries.public_change(project)
    assert found is not None
    assert not found[0].of(Kind.IMPACT)
    assert publish_change(holder=project, by=lead_of(project)).number == 2
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
    assert "".join(text for _y, text, _quiet in third.lines) == "x" * 60
    assert len(found.curves) == 2
    assert found.height > second.y + second.height


def test_what_leads_past_a_column_goes_under_its_boxes_never_behind() -> None:
    found = flow([("Un", [(1, "mot", "")]), ("Deux", [(2, "mot", ""), (3, "mot", "")]), ("Trois", [(4, "mot", "")])], {1: [4]})
    first, second, third, _last = found.boxes
    (curve,) = found.curves
    crossed = int(re.search(r"(\d+)H", curve).group(1))  # type: ignore[union-attr]  # it crosses one column
    assert second.y + second.height < crossed < third.y
    assert f"H{second.x + found.box}" in curve
    assert curve.startswith(f"M{first.x + found.box} ")


def test_it_belongs_to_a_project_or_to_a_territory_and_to_one_alone(project: Project) -> None:
    territory = make_territory()
    for holders in ({}, {"project": project, "territory": territory}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Change.objects.create(**holders)
    Change.objects.create(territory=territory)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(territory=territory)


def test_a_territory_starts_from_its_challenges_and_keeps_what_it_wrote() -> None:
    territory = make_territory()
    make_challenge(
        territory, title="Se nourrir", problem="Beaucoup mangent seuls. Et loin.", publics_words="Écoles et foyers modestes " * 9
    )
    make_challenge(territory, 2, title="Le numérique", problem="x" * 400)
    write(territory, Kind.NEED, "Le numérique")
    for _again in range(2):
        start_from_challenges(territory=territory, by=make_lead_person(territory))
    needs = queries.theory_of(queries.change_of(territory)).of(Kind.NEED)
    assert [need.text for need in needs] == ["Le numérique", "Beaucoup mangent seuls"]
    assert len(needs[1].stakeholder) <= 120
    assert needs[1].stakeholder.endswith("…")


def test_those_who_run_a_territory_write_its_theory_and_its_sheet_tells_it(client: Client) -> None:
    territory = make_territory()
    make_challenge(territory, title="Se nourrir, et se retrouver")
    base, sheet = f"/mon-espace/territoires/{territory.reference}/changement/", f"/territoires/{territory.slug}/"
    client.force_login(make_lead_person(territory))
    assert "Partir de nos défis" in client.get(base).content.decode()
    assert client.post(base + "defis/").status_code == 302
    for kind, text in (("activity", "Des tables partagées"), ("outcome", "On mange ensemble")):
        assert client.post(f"{base}ajouter/{kind}/", {f"{kind}-text": text}).status_code == 302
    need = ChangePart.objects.get(kind="need")
    assert client.post(f"{base}{need.pk}/", {"text": "Se nourrir ici"}).status_code == 302
    assert Client().get(sheet + "changement/").status_code == 404
    assert "changement/" not in Client().get(sheet).content.decode()
    assert client.post(base + "publier/").status_code == 302
    page = Client().get(sheet + "changement/").content.decode()
    for words in ("Se nourrir ici", "On mange ensemble", "le collectif du territoire", "<svg"):
        assert words in page
    shown = Client().get(sheet).content.decode()
    assert "On mange ensemble" in shown
    assert f"{sheet}changement/" in shown
    assert "a publié la théorie du changement" in client.get(f"/mon-espace/territoires/{territory.reference}/").content.decode()


def test_what_one_person_writes_in_one_sitting_is_told_once(project: Project) -> None:
    whole(project)
    assert Entry.objects.filter(fact="impact.ChangeWritten").count() == 1
    Change.objects.update(changed_at=clock.now() - ONE_SITTING)
    write(project, Kind.IMPACT, "Moins de déchets")
    assert Entry.objects.filter(fact="impact.ChangeWritten").count() == 2


def test_a_part_of_somebody_else_is_not_reached_by_ones_own_space(client: Client, project: Project) -> None:
    territory = make_territory()
    theirs = write(project, Kind.NEED, "Entre nous")
    client.force_login(make_lead_person(territory))
    base = f"/mon-espace/territoires/{territory.reference}/changement/"
    assert client.get(f"{base}{theirs.pk}/").status_code == 404
    assert client.post(f"{base}{theirs.pk}/retirer/").status_code == 404
    client.force_login(make_person())
    assert client.get(base).status_code == 404
