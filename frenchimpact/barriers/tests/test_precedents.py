"""Published answers: written from a case, anonymised, validated by a second person, read again, replaced, withdrawn."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions import masks, precedents
from frenchimpact.barriers.actions.routing import declare
from frenchimpact.barriers.models import Case, Mask, Outcome, Precedent, SameSituation
from frenchimpact.barriers.tests.factories import make_barrier, make_case, make_norm, make_precedent, make_published
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/freins/reponses/"


def make_hacker(name: str = "Denis") -> User:
    person = make_person(name)
    Assignment.objects.create(user=person, role=Assignment.Role.HACKER)
    return person


def make_answered(**values: Any) -> Case:
    make_places()
    given = {
        "may_publish": True,
        "name": "Gaëlle Perrin",
        "organisation": make_organisation(name="Les Roues du lac"),
        "title": "Conduire des aînés à Chambéry",
        "wish": "Gaëlle Perrin, des Roues du lac, veut conduire des aînés. Appelez le 06 12 34 56 78.",
        "obstacle": "M. Lucien Morel, à la mairie de Chambéry, demande une licence (dossier n° 2026/114).",
    }
    case = make_case(**(given | values))
    Outcome.objects.create(
        case=case,
        kind="clarification",
        answer="Aucune licence n’est demandée à un conducteur bénévole.",
        legal_basis="Code des transports",
        decided_by="DREAL",
        decided_on=clock.today(),
    )
    case.norm_links.create(norm=make_norm())
    return case


def hide_all(precedent: Precedent, by: User) -> Precedent:
    for mask in precedent.masks.filter(is_hidden=None):
        masks.decide_mask(mask=mask, is_hidden=True, replacement="", by=by)
    return Precedent.objects.get(pk=precedent.pk)


def make_ready(by: User, **values: Any) -> Precedent:
    drafted = precedents.draft_precedent(by=by, case=make_answered(**values))
    Precedent.objects.filter(pk=drafted.pk).update(question="Faut-il une licence ?")
    return hide_all(Precedent.objects.get(pk=drafted.pk), by)


def test_a_draft_from_a_case_holds_what_is_known_and_proposes_every_name() -> None:
    made = precedents.draft_precedent(by=make_hacker(), case=make_answered())
    assert (made.title, made.outcome, made.decided_by) == ("Conduire des aînés à Chambéry", "clarification", "DREAL")
    assert [str(link.norm) for link in made.norm_links.all()] == ["Code des transports, L. 3120-1"]
    kinds = {mask.found: mask.kind for mask in made.masks.all()}
    assert kinds["Gaëlle Perrin"] == "person"
    assert kinds["Roues du lac"] == "organisation"
    assert kinds["06 12 34 56 78"] == "contact"
    assert kinds["Chambéry"] == "place"
    assert kinds["Lucien Morel"] == "person"
    assert kinds["dossier n° 2026/114"] == "contact"
    assert "Code" not in " ".join(kinds)


def test_a_draft_from_a_barrier_and_from_nothing() -> None:
    by = make_hacker()
    barrier = make_barrier(summary="La licence", nature="decret_arrete")
    assert precedents.draft_precedent(by=by, barrier=barrier).situation == "La licence"
    assert precedents.draft_precedent(by=by).state == "draft"


def test_what_is_hidden_leaves_every_field_and_words_of_the_case_are_never_kept() -> None:
    by = make_hacker()
    made = precedents.draft_precedent(by=by, case=make_answered())
    mask = made.masks.get(found="Chambéry")
    masks.decide_mask(mask=mask, is_hidden=True, replacement="une commune de montagne", by=by)
    made.refresh_from_db()
    assert made.title == "Conduire des aînés à une commune de montagne"
    assert "Chambéry" not in masks.words_of(made)
    with pytest.raises(Refusal, match="vient du cas lui-même"):
        masks.decide_mask(mask=made.masks.get(found="Gaëlle Perrin"), is_hidden=False, replacement="", by=by)


def test_nothing_goes_on_while_a_word_is_undecided_or_a_name_of_the_case_is_left() -> None:
    by = make_hacker()
    made = precedents.draft_precedent(by=by, case=make_answered())
    Precedent.objects.filter(pk=made.pk).update(question="Faut-il une licence ?")
    with pytest.raises(Refusal, match="il en reste"):
        precedents.submit_precedent(precedent=Precedent.objects.get(pk=made.pk), by=by)
    ready = hide_all(made, by)
    # Written again by hand, without its accents.
    Precedent.objects.filter(pk=ready.pk).update(limits="Seule GAELLE PERRIN le sait.")
    with pytest.raises(Refusal, match=r"Gaëlle Perrin|il en reste"):
        precedents.submit_precedent(precedent=Precedent.objects.get(pk=ready.pk), by=by)


def test_an_answer_needs_its_words_before_validation() -> None:
    by = make_hacker()
    with pytest.raises(Incomplete) as refused:
        precedents.submit_precedent(precedent=precedents.draft_precedent(by=by), by=by)
    assert {"situation", "question", "answer", "legal_basis"} == set(refused.value.missing)


def test_the_second_person_publishes_and_the_address_is_made_of_the_masked_title() -> None:
    author, jurist = make_hacker(), make_operator()
    ready = make_ready(author)
    sent = precedents.submit_precedent(precedent=ready, by=author)
    assert Notice.objects.filter(person=jurist, reference=sent.reference, is_task=True, done_at=None).exists()
    with pytest.raises(Refusal, match="deuxième personne"):
        precedents.publish_precedent(precedent=sent, by=author)
    done = precedents.publish_precedent(precedent=sent, by=jurist)
    assert done.state == "valid"
    assert done.slug == "conduire-des-aines-a-une-commune"
    assert done.valid_until == clock.today() + dt.timedelta(days=365)
    assert not Notice.objects.filter(person=jurist, reference=sent.reference, is_task=True, done_at=None).exists()


def test_the_database_refuses_that_one_person_writes_and_validates() -> None:
    author = make_hacker()
    with pytest.raises(IntegrityError, match="precedent_two_people"), transaction.atomic():
        make_published(created_by=author, validated_by=author)


def test_whoever_wrote_in_it_does_not_validate_it_and_reads_what_became_of_it() -> None:
    author, other, jurist = make_hacker(), make_operator(), make_operator()
    ready = make_ready(author)
    edited = precedents.edit_precedent(precedent=ready, version=ready.version, by=other, places=[], norms=[], title="Conduire des aînés")
    sent = precedents.submit_precedent(precedent=hide_all(edited, other), by=other)
    assert not Notice.objects.filter(person=other, reference=sent.reference, is_task=True).exists()
    with pytest.raises(Refusal, match="deuxième personne"):
        precedents.publish_precedent(precedent=sent, by=other)
    with pytest.raises(IntegrityError, match="did not write it"), transaction.atomic():
        Precedent.objects.filter(pk=sent.pk).update(validated_by=other, validated_at=clock.now())
    done = precedents.publish_precedent(precedent=sent, by=jurist)
    assert Precedent.objects.get(pk=done.pk).writers == [author, other]
    assert set(Notice.objects.filter(kind="barriers.precedent_author").values_list("person", flat=True)) >= {author.pk, other.pk}


def test_a_leak_added_between_validation_and_publication_is_seen() -> None:
    author = make_hacker()
    sent = precedents.submit_precedent(precedent=make_ready(author), by=author)
    Precedent.objects.filter(pk=sent.pk).update(conditions="Demander à Gaëlle Perrin")
    with pytest.raises(Refusal, match="Gaëlle Perrin"):
        precedents.publish_precedent(precedent=Precedent.objects.get(pk=sent.pk), by=make_operator())


def test_sent_back_with_a_reason_it_is_a_draft_again_and_its_author_reads_why() -> None:
    author, jurist = make_hacker(), make_operator()
    sent = precedents.submit_precedent(precedent=make_ready(author), by=author)
    with pytest.raises(Refusal):
        precedents.send_back(precedent=sent, reason=" ", by=jurist)
    back = precedents.send_back(precedent=sent, reason="Citez l’article.", by=jurist)
    assert (back.state, back.state_reason) == ("draft", "Citez l’article.")
    assert Notice.objects.filter(person=author, reference=back.reference).exists()


@pytest.mark.parametrize("verb", sorted(Precedent.FLOW.moves))
def test_a_move_is_refused_from_every_other_state(verb: str) -> None:
    for state in Precedent.State.values:
        if not Precedent.FLOW.can(verb, state):
            with pytest.raises(OutOfTurn):
                Precedent.FLOW.step(verb, state)


def test_two_people_writing_at_once_lose_nothing() -> None:
    by = make_hacker()
    made = make_precedent(created_by=by)
    precedents.edit_precedent(precedent=made, version=1, by=by, places=[], norms=[], title="Premier")
    with pytest.raises(Stale) as refused:
        precedents.edit_precedent(precedent=made, version=1, by=by, places=[], norms=[], title="Deuxième")
    assert (refused.value.mine, refused.value.theirs) == ({"title": "Deuxième"}, {"title": "Premier"})


def test_an_answer_is_asked_for_thirty_days_before_its_day_then_expired_and_told(mailoutbox: Any) -> None:
    author = make_hacker()
    one = make_published(created_by=author, valid_until=clock.today() + dt.timedelta(days=20))
    over = make_published(
        created_by=author, valid_until=clock.today() - dt.timedelta(days=1), checked_on=clock.today() - dt.timedelta(days=300)
    )
    SameSituation.objects.create(precedent=over, email="a@exemple.test", is_told=True, confirmed_at=clock.now())
    SameSituation.objects.create(precedent=over, email="b@exemple.test", is_told=True)
    assert precedents.follow_checks() == 1
    assert precedents.follow_checks() == 0
    over.refresh_from_db()
    assert over.state == "expired"
    assert Notice.objects.filter(person=author, reference=one.reference, is_task=True).count() == 1
    told = Mail.objects.filter(kind="barriers.precedent_changed")
    assert [mail.to for mail in told] == ["a@exemple.test"]
    assert "/freins/suivre/" in told[0].unsubscribe_url


def test_read_again_it_is_confirmed_or_expired_and_the_reading_is_kept() -> None:
    jurist = make_operator()
    one = precedents.check_precedent(precedent=make_published(state="expired"), is_right=True, by=jurist, note="Relu")
    assert (one.state, one.valid_until) == ("valid", clock.today() + dt.timedelta(days=365))
    with pytest.raises(Refusal):
        precedents.check_precedent(precedent=one, is_right=False, by=jurist)
    one = precedents.check_precedent(precedent=one, is_right=False, by=jurist, note="Le décret a changé")
    assert (one.state, one.state_reason) == ("expired", "Le décret a changé")
    assert [check.is_right for check in one.checks.order_by("pk")] == [True, False]


def test_one_answer_replaces_another_and_a_withdrawn_one_says_why(client: Client) -> None:
    by = make_operator()
    old, new = make_published("Ancienne réponse"), make_published("Nouvelle réponse")
    with pytest.raises(Refusal):
        precedents.supersede_precedent(precedent=old, by_precedent=old, by=by)
    precedents.supersede_precedent(precedent=old, by_precedent=new, by=by)
    assert f'href="/freins/{new.slug}/"' in client.get(f"/freins/{old.slug}/").content.decode()
    with pytest.raises(Refusal, match="en vigueur"):
        precedents.supersede_precedent(precedent=new, by_precedent=old, by=by)
    with pytest.raises(Refusal):
        precedents.withdraw_precedent(precedent=new, reason="", by=by)
    precedents.withdraw_precedent(precedent=new, reason="Le texte est abrogé", by=by)
    assert "Le texte est abrogé" in client.get(f"/freins/{new.slug}/").content.decode()


def test_the_pages_of_the_desk_from_a_case_to_the_publication(client: Client) -> None:
    author, jurist = make_hacker(), make_operator()
    case = make_answered()
    client.force_login(author)
    # Of a case that one may not read yet, nothing is drawn.
    assert client.post(DESK + "ecrire/", {"case": case.reference})["Location"] == DESK
    declare(case=case, by=author)
    made = Precedent.objects.get(reference=client.post(DESK + "ecrire/", {"case": case.reference})["Location"].split("/")[-2])
    page = client.get(f"{DESK}{made.reference}/").content.decode()
    assert "Gaëlle Perrin" in page
    assert "mots à décider" in page
    client.post(f"{DESK}{made.reference}/masquer/", {"tout": "masquer"})
    made.refresh_from_db()
    typed = {"version": made.version, "title": "Conduire des aînés bénévolement", "situation": made.situation, "answer": "Non."}
    typed |= {
        "outcome": "clarification",
        "nature": "inconnu",
        "question": "Licence ?",
        "legal_basis": "Code",
        "norms": "Code des transports, L. 3120-1",
    }
    assert client.post(f"{DESK}{made.reference}/", {**typed, "version": "0"}).status_code == 409
    assert client.post(f"{DESK}{made.reference}/", {**typed, "title": ""}).status_code == 422
    assert client.post(f"{DESK}{made.reference}/", {**typed, "places": "departement:73"}).status_code == 302
    assert client.post(f"{DESK}{made.reference}/suite/", {"verbe": "submit"}).status_code == 302
    assert client.post(f"{DESK}{made.reference}/suite/", {"verbe": "publish", "valid_until": "2027-06-01"}).status_code == 409
    client.force_login(jurist)
    assert "Ce que chacun lira" in client.get(f"{DESK}{made.reference}/").content.decode()
    assert client.post(f"{DESK}{made.reference}/suite/", {"verbe": "publish", "valid_until": "1999-01-01"}).status_code == 409
    until = clock.today() + dt.timedelta(days=90)
    assert client.post(f"{DESK}{made.reference}/suite/", {"verbe": "publish", "valid_until": until.isoformat()}).status_code == 302
    client.logout()
    public = client.get("/freins/conduire-des-aines-benevolement/").content.decode()
    assert "Gaëlle" not in public
    assert "Code des transports, L. 3120-1" in public
    assert "Savoie" in public


def test_the_desk_writes_an_answer_from_the_page_of_a_barrier(client: Client) -> None:
    barrier = make_barrier(title="Licence demandée")
    assert "Écrire une réponse à ce frein" not in client.get(f"/freins/communs/{barrier.reference}/").content.decode()
    client.force_login(make_hacker())
    assert "Écrire une réponse à ce frein" in client.get(f"/freins/communs/{barrier.reference}/").content.decode()
    client.post(DESK + "ecrire/", {"barrier": barrier.reference})
    assert Precedent.objects.get().barrier == barrier


def test_an_answered_case_is_published_from_its_page(client: Client) -> None:
    client.force_login(make_operator())
    case = make_answered(may_publish=False)
    page = client.get(f"/mon-espace/freins/{case.reference}/repondre/").content.decode()
    assert "Publier la réponse" in page
    assert "n’a pas donné son accord" in page
    made = precedents.draft_precedent(by=make_hacker(), case=case)
    assert made.situation == ""
    assert made.reference in client.get(f"/mon-espace/freins/{case.reference}/repondre/").content.decode()


def test_whose_case_it_is_never_writes_its_answer(client: Client) -> None:
    hacker = make_hacker()
    case = make_answered(email=hacker.email)
    client.force_login(hacker)
    client.post(DESK + "ecrire/", {"case": case.reference})
    assert not Precedent.objects.exists()
    made = precedents.draft_precedent(by=make_operator(), case=case)
    assert client.get(f"{DESK}{made.reference}/").status_code == 403


def test_a_stranger_reads_no_draft_and_sees_no_desk(client: Client) -> None:
    made = precedents.draft_precedent(by=make_hacker(), case=make_answered())
    client.force_login(make_person("Personne"))
    assert client.get(DESK).status_code == 403
    assert client.get(f"{DESK}{made.reference}/").status_code == 404
    assert client.get(f"/freins/{made.slug}/").status_code == 404


def test_words_that_the_assistant_did_not_see_are_hidden_by_hand() -> None:
    by = make_hacker()
    made = make_precedent(created_by=by, answer="Voir le garage du père Anselme.")
    with pytest.raises(Refusal):
        masks.add_mask(precedent=made, found="garage du Nord", replacement="un garage", by=by)
    masks.add_mask(precedent=made, found="garage du père Anselme", replacement="un garage", by=by)
    made.refresh_from_db()
    assert made.answer == "Voir un garage."
    assert Mask.objects.get().is_hidden
