"""A variant of another funder's generic aid waits for its agreement: nothing of that aid is hidden before."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.aids.actions.choices import find_projects
from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.facts import AidPublished
from frenchimpact.aids.listeners import tell_what_it_asks
from frenchimpact.aids.models import Aid, Find, VariantProposal
from frenchimpact.aids.queries.matches import match_aids
from frenchimpact.aids.queries.tellings import side_of_answers
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.aids.tests.feeds import line, write_csv
from frenchimpact.aids.tests.test_funder_space import TYPED
from frenchimpact.calls.actions.references import take_references
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words() -> None:
    make_terms()
    make_places()
    for key in ("pays:FR", "departement:73", "commune:73065"):
        make_place(key)


@pytest.fixture
def world(client: Client) -> dict[str, Any]:
    """A national frame and its funder's person; another funder, known to the programme, signed in."""
    take_references("AF", 5)
    national, other = make_funder("Agence nationale"), make_funder("Fonds des rives")
    frame = make_aid("Le cadre", is_generic=True, funder=national)
    make_aid("Une première", funder=other)
    found: dict[str, Any] = {
        "frame": frame,
        "owner": make_member(national, role="editor"),
        "other": other,
        "writer": make_member(other, role="editor"),
        "operator": make_operator(),
    }
    client.force_login(found["writer"])
    return found


def publish(client: Client, world: dict[str, Any], **typed: Any) -> Aid:
    data = {**TYPED, "funder": world["other"].pk, "generic": world["frame"].pk, "places": ["departement:73"], "publish": "confirmed"}
    response = client.post(reverse("aids:aid_new"), {**data, **typed})
    assert response.status_code == 302, response.content.decode()
    return Aid.objects.get(title=typed.get("title", TYPED["title"]))


def seen() -> set[str]:
    rows = match_aids(side_of_answers(places=[make_place("commune:73065")]), fits=("suits", "to_check", "near", "apart")).rows
    return {Aid.objects.get(pk=row.pk).title for row in rows}


def test_until_its_funder_agrees_the_frame_and_the_variant_are_two_aids(client: Client, world: dict[str, Any]) -> None:
    aid = publish(client, world)
    assert (aid.status, aid.generic) == ("published", None)
    assert {"Le cadre", aid.title} <= seen()
    tell_what_it_asks(AidPublished(aid_id=aid.pk))
    notice = Notice.objects.get(kind="aids.variant")
    assert (notice.person, notice.is_task, notice.done_at) == (world["owner"], True, None)
    mine = client.get(reverse("aids:aid_edit", args=[aid.reference])).content.decode()
    assert "Proposée comme variante locale de « Le cadre »" in mine
    # Saved again, it still asks, once; nobody but the frame's funder answers.
    edit = {**TYPED, "generic": world["frame"].pk, "version": aid.version, "places": ["departement:73"], "title": aid.title}
    assert client.post(reverse("aids:aid_edit", args=[aid.reference]), edit).status_code == 302
    assert VariantProposal.objects.count() == 1
    answer = reverse("aids:aid_variant_answer", args=[VariantProposal.objects.get().pk])
    assert client.post(answer, {"accept": "1"}).status_code == 403
    client.force_login(world["owner"])
    assert "Variante locale proposée par Fonds des rives" in client.get(reverse("aids:funder_home")).content.decode().replace("\xa0", " ")
    page = client.get(reverse("aids:aid_variants", args=[world["frame"].reference])).content.decode()
    assert aid.title in page
    assert client.post(answer, {"accept": "1"}).status_code == 302
    aid.refresh_from_db()
    notice.refresh_from_db()
    assert aid.generic == world["frame"]
    assert notice.done_at is not None
    assert "Le cadre" not in seen()
    assert Notice.objects.filter(kind="aids.variant_answered", person=world["writer"]).count() == 1


def test_a_refusal_has_a_reason_that_its_writer_reads(client: Client, world: dict[str, Any]) -> None:
    aid = publish(client, world)
    answer = reverse("aids:aid_variant_answer", args=[VariantProposal.objects.get().pk])
    client.force_login(world["operator"])
    assert aid.title in client.get(reverse("aids:aid_queue")).content.decode()
    assert client.post(answer, {"refuse": "1", "reason": ""}).status_code == 422
    assert client.post(answer, {"refuse": "1", "reason": "Elle finance autre chose."}).status_code == 302
    assert client.post(answer, {"accept": "1"}).status_code == 302
    aid.refresh_from_db()
    assert aid.generic is None
    client.force_login(world["writer"])
    assert "Elle finance autre chose." in client.get(reverse("aids:aid_edit", args=[aid.reference])).content.decode()


def test_an_operator_who_mends_a_title_does_not_agree_in_passing(client: Client, world: dict[str, Any]) -> None:
    aid = publish(client, world)
    client.force_login(world["operator"])
    typed = {**TYPED, "title": "Mieux dit", "generic": world["frame"].pk, "version": aid.version, "places": ["departement:73"]}
    assert client.post(reverse("aids:aid_edit", args=[aid.reference]), typed).status_code == 302
    aid.refresh_from_db()
    assert (aid.title, aid.generic) == ("Mieux dit", None)


def test_ones_own_frame_has_its_variant_at_once(client: Client, world: dict[str, Any]) -> None:
    mine = make_aid("Mon cadre", is_generic=True, funder=world["other"])
    assert publish(client, world, generic=mine.pk).generic == mine
    assert not VariantProposal.objects.exists()


def test_a_draft_tells_nobody_and_choosing_otherwise_ends_the_demand(client: Client, world: dict[str, Any]) -> None:
    data = {**TYPED, "funder": world["other"].pk, "generic": world["frame"].pk, "places": ["departement:73"], "save": "1"}
    assert client.post(reverse("aids:aid_new"), data).status_code == 302
    tell_what_it_asks(AidPublished(aid_id=Aid.objects.get(title=TYPED["title"]).pk))
    aid = Aid.objects.get(title=TYPED["title"])
    assert not Notice.objects.filter(kind="aids.variant").exists()
    changed = {**TYPED, "generic": "", "version": aid.version, "places": ["departement:73"]}
    assert client.post(reverse("aids:aid_edit", args=[aid.reference]), changed).status_code == 302
    assert VariantProposal.objects.get().state == "withdrawn"


def test_a_file_asks_for_another_funders_frame_and_only_once(tmp_path: Path, world: dict[str, Any]) -> None:
    funders = {key: f"[{{ nom: '{name}', roles: [ 'financeur' ]}}]" for key, name in (("g", "Agence A"), ("v", "Région B"))}
    rows = {
        "g": {"titre": "Générique", "eligibilite_geographique": "PAYS-99100", "variante_de": "", "generique": "oui"},
        "v": {"titre": "Locale", "variante_de": "g", "generique": ""},
    }
    path = write_csv(tmp_path / "a.csv", *(line(key, **{**row, "porteurs": funders[key]}) for key, row in rows.items()))
    import_aids(path, source_name="État")
    variant = Aid.objects.get(source_key="v")
    asked = VariantProposal.objects.get()
    assert (variant.generic, asked.aid, asked.generic.source_key) == (None, variant, "g")
    VariantProposal.objects.update(state="refused", reason="Non")
    Aid.objects.filter(pk=variant.pk).update(source_digest="")
    import_aids(path, source_name="État")
    assert VariantProposal.objects.get().state == "refused"
    find_projects(asked.generic_id)
    assert not Find.objects.filter(aid=variant).exists()
