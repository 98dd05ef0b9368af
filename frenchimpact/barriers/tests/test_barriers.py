"""Two barriers that are one; a barrier or an experiment that leaves the public's sight; old addresses."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.barriers.actions import barriers as actions
from frenchimpact.barriers.actions import correcting
from frenchimpact.barriers.actions.versions import versions_of
from frenchimpact.barriers.models import Barrier, BarrierNorm, Case, Evidence, Experiment, NoteBarrier, SameSituation
from frenchimpact.barriers.queries.demand import demand_of_barrier
from frenchimpact.barriers.queries.evidence import see_page
from frenchimpact.barriers.tests.factories import (
    make_barrier,
    make_case,
    make_experiment,
    make_norm,
    make_note,
    make_published,
)
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/freins/textes/freins/"


def blocked(barrier: Barrier, email: str, **values: object) -> SameSituation:
    return SameSituation.objects.create(barrier=barrier, email=email, **({"confirmed_at": clock.now()} | values))


def test_cases_demand_answers_notes_and_texts_follow_the_one_that_stays() -> None:
    kept, gone = make_barrier(), make_barrier("Licence, encore", summary="La licence.", themes=["mobilite"])
    BarrierNorm.objects.create(barrier=gone, norm=make_norm())
    case, answer, experiment = make_case(barrier=gone), make_published(barrier=gone), make_experiment(barrier=gone)
    for number in range(2):
        blocked(kept, f"{number}@exemple.test")
        blocked(gone, f"autre{number}@exemple.test")
    # Said of both: one person. What nobody confirmed does not take the place of what was.
    blocked(gone, "0@EXEMPLE.test", lost_days=3)
    blocked(gone, "1@exemple.test", confirmed_at=None)
    note = make_note()
    NoteBarrier.objects.create(note=note, barrier=gone)
    NoteBarrier.objects.create(note=note, barrier=kept)
    Evidence.objects.filter(sentence__note=note).update(thing_id=gone.pk, url=f"/freins/communs/{gone.reference}/")

    actions.merge_barriers(kept=kept, gone=gone, by=make_operator())

    kept.refresh_from_db()
    for one in (case, answer, experiment):
        one.refresh_from_db()
        assert one.barrier == kept
    assert demand_of_barrier(kept).count == 4
    assert SameSituation.objects.get(email__iexact="0@exemple.test").lost_days == 3
    assert not Barrier.objects.filter(pk=gone.pk).exists()
    assert (kept.former_references, kept.summary, kept.themes) == ([gone.reference], "La licence.", ["mobilite"])
    assert kept.norm_links.count() == 1
    assert note.barrier_links.filter(barrier=kept).count() == 1
    proof = Evidence.objects.get(sentence__note=note)
    assert (proof.thing_id, proof.url) == (kept.pk, f"/freins/communs/{kept.reference}/")
    assert "La licence." in versions_of(kept).get().said["gone"]


def test_the_desk_chooses_which_stays_and_the_old_address_leads_there(client: Client) -> None:
    one, other = make_barrier("Licence demandée au transport solidaire"), make_barrier("Licence pour le transport solidaire")
    first = make_barrier("Transport solidaire sans licence")
    client.force_login(make_operator())
    page = client.get(f"{DESK}{one.reference}/reunir/").content.decode()
    assert other.title in page
    assert client.post(f"{DESK}{one.reference}/reunir/", {"keep": "this", "typed": one.reference}).status_code == 422
    assert client.post(f"{DESK}{one.reference}/reunir/", {"keep": "this", "typed": "FR-1999-0001"}).status_code == 422
    client.post(f"{DESK}{first.reference}/reunir/", {"keep": "other", "other": one.reference})
    answer = client.post(f"{DESK}{one.reference}/reunir/", {"keep": "other", "typed": other.reference.lower()})
    assert answer["Location"] == f"{DESK}{other.reference}/"
    for old in (one, first):
        moved = Client().get(f"/freins/communs/{old.reference}/")
        assert (moved.status_code, moved["Location"]) == (301, f"/freins/communs/{other.reference}/")
        assert see_page(f"/freins/communs/{old.reference}/") is not None


def test_a_barrier_is_not_merged_with_itself_nor_with_one_that_is_gone() -> None:
    one, other, by = make_barrier(), make_barrier("Autre"), make_operator()
    with pytest.raises(Refusal):
        actions.merge_barriers(kept=one, gone=one, by=by)
    actions.merge_barriers(kept=one, gone=other, by=by)
    with pytest.raises(Refusal):
        actions.merge_barriers(kept=one, gone=Barrier(pk=other.pk or 999_999, reference=other.reference), by=by)


def test_a_barrier_leaves_the_public_for_a_reason_and_comes_back(client: Client) -> None:
    barrier = make_barrier("Licence refusée à Jeanne")
    answer, case = make_published(barrier=barrier), make_case(barrier=barrier)
    operator, here = make_operator(), f"{DESK}{barrier.reference}/public/"
    client.force_login(operator)
    assert client.post(here, {"reason": ""}).status_code == 422
    client.post(here, {"reason": "Un nom y était resté."})
    visitor = Client()
    gone = visitor.get(f"/freins/communs/{barrier.reference}/")
    assert gone.status_code == 410
    assert "Un nom y était resté." in gone.content.decode()
    assert "Jeanne" not in gone.content.decode()
    assert visitor.post(f"/freins/communs/{barrier.reference}/bloque/", {"email": "a@exemple.test"}).status_code == 404
    assert "Jeanne" not in visitor.get(f"/freins/{answer.slug}/").content.decode()
    assert see_page(f"/freins/communs/{barrier.reference}/") is None
    assert Case.objects.get(pk=case.pk).barrier == barrier
    assert "Retirée du public" in client.get(f"{DESK}{barrier.reference}/").content.decode()
    client.post(here, {"montrer": "1"})
    assert visitor.get(f"/freins/communs/{barrier.reference}/").status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        Barrier.objects.filter(pk=barrier.pk).update(hidden_at=clock.now())


def test_a_merge_is_for_the_desk(client: Client) -> None:
    barrier = make_barrier()
    client.force_login(make_person())
    assert client.get(f"{DESK}{barrier.reference}/reunir/").status_code == 403
    assert client.post(f"{DESK}{barrier.reference}/public/", {"reason": "Non"}).status_code == 403


def test_an_experiment_out_of_the_public_says_so_at_each_of_its_addresses() -> None:
    found, by, visitor = make_experiment("Pour Anselme"), make_operator(), Client()
    Experiment.objects.filter(pk=found.pk).update(slug="pour-anselme")
    found.refresh_from_db()
    never = make_experiment("Jamais publique", is_public=False)
    correcting.correct_experiment(experiment=found, by=by, reason="Un nom", is_public=True, title="Sans licence")
    found.refresh_from_db()
    moved = visitor.get("/experimentations/pour-anselme/")
    assert (moved.status_code, moved["Location"]) == (301, f"/experimentations/{found.slug}/")
    correcting.correct_experiment(experiment=found, by=by, reason="Retirée", is_public=False)
    for slug in ("pour-anselme", found.slug):
        gone = visitor.get(f"/experimentations/{slug}/")
        assert gone.status_code == 410
        assert "plus publique" in gone.content.decode()
        assert "Sans licence" not in gone.content.decode()
    assert visitor.get(f"/experimentations/{never.slug}/").status_code == 404
    correcting.correct_experiment(experiment=found, by=by, reason="Remise", is_public=True)
    assert visitor.get(f"/experimentations/{found.slug}/").status_code == 200
