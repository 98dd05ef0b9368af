"""Sorting: five ways out of the pile, each told to the person; refusals keep what was typed."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.barriers import clocks
from frenchimpact.barriers.actions import following, planning, triage
from frenchimpact.barriers.models import Barrier, Case, CaseNorm, Circle, Pause
from frenchimpact.barriers.tests.factories import make_authority, make_barrier, make_case, make_norm, make_published
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
CLOSED = {"state": "closed", "next_on": None, "next_what": ""}


@pytest.fixture
def by() -> User:
    make_terms()
    return make_operator()


def written_to(case: Case) -> list[str]:
    return [mail.subject.partition("] ")[2] or mail.subject for mail in Mail.objects.filter(to=case.email).order_by("pk")]


def test_somebody_takes_charge(by: User) -> None:
    case = triage.take(case=make_case(), by=by)
    assert (case.state, case.owner) == ("triage", by)
    again = triage.take(case=case, by=make_operator(email="autre@exemple.test"))
    assert again.state == "triage"
    assert again.owner != by
    with pytest.raises(OutOfTurn):
        triage.take(case=make_case(**CLOSED, closed_at=clock.now()), by=by)


def test_a_duplicate_is_told_to_both(by: User) -> None:
    barrier = make_barrier()
    first, second = make_case(title="Premier", barrier=barrier), make_case(title="Second", email="luc@exemple.test")
    second = triage.mark_duplicate(case=second, of=first, by=by)
    assert (second.state, second.duplicate_of, second.barrier) == ("duplicate", first, barrier)
    assert second.next_on is None
    assert len(written_to(second)) == len(written_to(first)) == 1
    words = first.messages.get(circle=Circle.PERSON).text
    assert "luc@exemple.test" not in words
    # A third joins the first of them, whichever is named; nothing turns in a circle.
    third = triage.mark_duplicate(case=make_case(email="eva@exemple.test"), of=second, by=by)
    assert third.duplicate_of == first
    with pytest.raises(Refusal):
        triage.mark_duplicate(case=first, of=second, by=by)


def test_a_precision_stops_the_clock_until_it_comes(by: User) -> None:
    case = make_case()
    with pytest.raises(Incomplete):
        triage.ask_person(case=case, text="  ", by=by)
    case = triage.ask_person(case=case, text="Dans quelle commune ?", by=by)
    assert case.state == "needs_information"
    assert case.next_on == clocks.add_working_days(clock.today(), triage.PRECISION_DAYS)
    assert Pause.objects.get(case=case).until is None
    assert written_to(case) == ["Le guichet vous écrit"]
    following.write_as_person(case=case, text="À Chambéry.")
    case.refresh_from_db()
    assert case.state == "triage"
    assert Pause.objects.get(case=case).until == clock.today()


def test_elsewhere_says_why_and_where(by: User) -> None:
    case = triage.redirect(case=make_case(), kind="individual_appeal", by=by)
    assert case.state == "out_of_scope_redirected"
    assert written_to(case) == ["Votre demande n’est pas pour le guichet"]
    with pytest.raises(Incomplete) as refusal:
        triage.redirect(case=make_case(), kind="other_service", by=by)
    assert "to" in refusal.value.missing


def test_a_misdirected_request_is_transmitted_and_its_person_knows(by: User) -> None:
    service = make_authority()
    case = triage.redirect(case=make_case(name="Gaëlle"), kind="other_service", authority=service, text="Bon courage.", by=by)
    assert case.redirected_to == service.name
    to_service = Mail.objects.get(to=service.email)
    assert "gaelle@exemple.test" in to_service.text
    assert "licence de transport" in to_service.text
    to_person = Mail.objects.get(to=case.email)
    assert service.name in to_person.text
    assert "Bon courage." in to_person.text


def test_qualifying_joins_a_barrier_or_makes_one(by: User) -> None:
    case, norm = make_case(), make_norm()
    CaseNorm.objects.create(case=case, norm=norm)
    said: dict[str, Any] = {
        "nature": "loi",
        "level": "parliament",
        "effect": "blocked",
        "channel": "prefect_derogation",
        "themes": ["mobilite"],
    }
    case = triage.qualify(case=case, by=by, new_barrier="Licence du transport solidaire", **said)
    assert case.state == "qualified"
    barrier = Barrier.objects.get()
    assert case.barrier == barrier
    assert list(barrier.norms.all()) == [norm]
    other = triage.qualify(case=make_case(), by=by, barrier=barrier, **said)
    assert other.barrier == barrier
    # Qualified again while it is worked on, it keeps its state.
    Case.objects.filter(pk=case.pk).update(state="assigned")
    case = triage.qualify(case=case, by=by, barrier=barrier, **{**said, "nature": "delai"})
    assert (case.state, case.nature) == ("assigned", "delai")
    with pytest.raises(OutOfTurn):
        triage.qualify(case=make_case(**CLOSED, closed_at=clock.now()), by=by, barrier=None, **said)


def test_the_pages_of_sorting(client: Client, by: User) -> None:
    client.force_login(by)
    case, other = make_case(title="Compost des cantines"), make_case(title="Compost des cantines", email="b@exemple.test")
    here = f"/mon-espace/freins/{case.reference}/orienter/"
    page = client.get(here).content.decode()
    assert other.reference in page
    refused = client.post(here, {"suite": "double", "of": "F-0000-0000", "text": "Mes mots à garder"})
    assert refused.status_code == 422
    assert "Aucun cas ne porte cette référence" in refused.content.decode()
    assert "Mes mots à garder" in refused.content.decode()
    qualify = client.get(here + "?suite=qualifier").content.decode()
    assert "Décret n° 2020-412" in qualify
    assert client.get(here + "?suite=ailleurs").status_code == client.get(here + "?suite=precision").status_code == 200
    done = client.post(here, {"suite": "qualifier", "nature": "loi", "level": "state", "effect": "blocked", "channel": "", "barrier": ""})
    assert done["Location"].endswith("/confier/")
    assert client.post(here, {"suite": "precision", "text": "Où ?"}).status_code == 302
    assert client.post(here, {"suite": "double", "of": other.reference.lower()}).status_code == 302
    assert Case.objects.get(pk=case.pk).duplicate_of == other
    assert "n’est plus ouvert" in client.get(here).content.decode()


def test_a_hacker_does_not_sort_what_they_do_not_follow(client: Client) -> None:
    hacker = make_person()
    Assignment.objects.create(user=hacker, role=Assignment.Role.HACKER)
    client.force_login(hacker)
    assert client.get(f"/mon-espace/freins/{make_case().reference}/orienter/").status_code == 403


def test_nothing_sleeps(by: User) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    owner = make_operator(email="proprietaire@exemple.test")
    make_case(next_on=yesterday, title="À personne", next_what="Trier")
    make_case(next_on=yesterday, title="À quelqu’un", owner=owner)
    paused = make_case(next_on=yesterday, title="En pause", owner=owner)
    Pause.objects.create(case=paused, reason="Précision demandée")
    make_case(next_on=clock.today(), title="Aujourd’hui")
    assert planning.tell_sleepers() == 2
    assert planning.tell_sleepers() == 2
    told = Notice.objects.filter(kind="barriers.sleeping")
    assert {one.person for one in told} == {by, owner}
    # Who runs the programme hears of what nobody follows; who follows one, of theirs too. Each once.
    assert sorted(one.thing for one in told) == ["À personne", "À personne", "À quelqu’un"]


def test_the_mail_of_the_morning_is_the_list_of_the_queue(by: User) -> None:
    today = clock.today()
    for number in range(17):
        make_case(next_on=today - dt.timedelta(days=20 - number), title=f"Cas {number}", next_what="Trier")
    planning.tell_sleepers()
    told = list(Notice.objects.filter(person=by, kind="barriers.sleeping").order_by("pk"))
    assert [one.thing for one in told] == [*(f"Cas {number}" for number in range(15)), ""]
    assert told[0].text_fr.startswith("Trier : c’était prévu le ")
    assert all(one.reference in one.url for one in told[:15])
    assert "2 autres freins en retard" in told[-1].text_fr
    # The next morning, what was listed the day before is read with what is listed then.
    token = clock.shift(clock.offset() + dt.timedelta(days=1))
    try:
        planning.tell_sleepers()
    finally:
        clock.restore(token)
    unread = Notice.objects.filter(person=by, kind="barriers.sleeping", read_at=None)
    assert unread.count() == 16
    assert not unread.filter(pk__in=[one.pk for one in told]).exists()


def test_what_is_published_already_answers_at_once(client: Client, by: User) -> None:
    answer = make_published("Conduire des personnes sans licence", legal_basis="Code des transports", barrier=make_barrier())
    case = make_case(title="Conduire des personnes sans licence")
    client.force_login(by)
    here = f"/mon-espace/freins/{case.reference}/orienter/"
    assert answer.title in client.get(here).content.decode()
    assert client.post(here, {"suite": "reponse", "precedent": answer.reference, "text": ""}).status_code == 422
    given = {"suite": "reponse", "precedent": answer.reference, "text": "Vous pouvez rouler, si le trajet est bénévole."}
    assert client.post(here, given).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.barrier) == ("outcome", answer.barrier)
    outcome = case.outcomes.get()
    assert (outcome.kind, outcome.legal_basis) == ("clarification", "Code des transports")
    # What was given to one person answers nobody else.
    private = make_published("Dérogation du préfet", outcome="prefect_derogation")
    with pytest.raises(Refusal):
        triage.answer_with(case=make_case(), precedent=private, text="Oui.", by=by)
