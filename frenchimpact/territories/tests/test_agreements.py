"""Agreements: written, sent, signed by all, amended, ended with promises open."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.journal.queries import entries_for
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories import rules
from frenchimpact.territories.actions import agreements as actions
from frenchimpact.territories.actions.reminding import end_agreements, follow_agreements
from frenchimpact.territories.models import Agreement, AmendmentSignature, Party, Signature, Territory
from frenchimpact.territories.queries import agreements as reads
from frenchimpact.territories.tests.factories import make_lead_person, make_party, make_promise, make_territory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 1, 1)


@pytest.fixture
def territory() -> Territory:
    return make_territory("Pays des lacs", lead=make_organisation(name="Collectif des lacs"))


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def gaelle() -> User:
    user = User.objects.create(email="gaelle@exemple.test", full_name="Gaëlle Opératrice")
    Assignment.objects.create(user=user, role=Assignment.Role.OPERATOR)
    return user


def written(territory: Territory, by: User, **fields: Any) -> Agreement:
    sides = [actions.own_party(territory=territory), territory.parties.filter(side="state").first() or make_party(territory, "state")]
    values: dict[str, Any] = {
        "title": "Convention 2026-2028",
        "text": "Chacun s’engage.",
        "starts_on": START,
        "ends_on": None,
        "amount": None,
    }
    return actions.write_agreement(territory=territory, by=by, **{**values, "parties": sides, **fields})


def in_force(territory: Territory, by: User, **fields: Any) -> Agreement:
    agreement = actions.send_agreement(agreement=written(territory, by, **fields), by=by)
    for one in agreement.signatures.all():
        agreement = actions.sign_agreement(signature=one, signatory="Anne Roux", signed_on=START, by=speaker(one, by))
    return agreement


def speaker(signature: Signature | AmendmentSignature, lead: User) -> User:
    """Who records that party's signature: the lead for the territory, its own people, else an operator."""
    if signature.party.side == "territory":
        return lead
    if signature.party.organisation is not None:
        own = rules.people_of(signature.party.organisation).first()
        assert own is not None
        return own
    user, _new = User.objects.get_or_create(email="operateur@exemple.test")
    Assignment.objects.get_or_create(user=user, role=Assignment.Role.OPERATOR)
    return user


def visit(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(territory: Territory, page: object = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/conventions/{page}"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
        (dt.date(2024, 2, 29), dt.date(2027, 2, 27)),
        (dt.date(2026, 3, 15), dt.date(2029, 3, 14)),
        # The calendar ends there.
        (dt.date(9999, 1, 1), dt.date(9998, 12, 31)),
    ],
)
def test_three_years_unless_said_otherwise(start: dt.date, end: dt.date) -> None:
    assert actions.usual_end(start) == end


def test_written_sent_signed_by_all_then_in_force(territory: Territory, chloe: User, gaelle: User) -> None:
    make_party(territory, "state", name="Préfecture")
    client = visit(chloe)
    sent = {"title": "Convention", "text": "", "starts_on": "2026-01-01", "ends_on": "", "amount": "45 000", "parties": ["own"]}
    refused = client.post(at(territory, "ecrire/"), sent)
    assert refused.status_code == 422
    assert "45 000" in refused.content.decode()
    # Neither looking at the form nor a refusal writes anything.
    assert territory.parties.get().side == "state"
    everyone = ["own", str(territory.parties.get().pk)]
    once = {**sent, "parties": everyone, "once": "7e1c1d6e-0000-4000-8000-000000000004"}
    first, second = client.post(at(territory, "ecrire/"), once), client.post(at(territory, "ecrire/"), once)
    assert first["Location"] == second["Location"]
    agreement = territory.agreements.get()
    assert (agreement.state, agreement.ends_on, agreement.amount) == ("drafting", dt.date(2028, 12, 31), Decimal(45000))
    page = at(territory, f"{agreement.pk}/")
    # Nothing to sign: neither a text nor a document.
    assert client.post(page + "envoyer/").status_code == 409
    paper = SimpleUploadedFile("convention.txt", b"Chacun s'engage.", "text/plain")
    assert client.post(page + "documents/", {"paper": paper}).status_code == 302
    assert client.post(page + "envoyer/").status_code == 302
    assert client.post(page + "modifier/", {**sent, "parties": [str(one.pk) for one in territory.parties.all()]}).status_code == 422
    ours, theirs = agreement.signatures.all()
    answer = {"signatory": "Anne Roux, présidente", "signed_on": "2026-01-02"}
    assert client.post(page + f"signer/{ours.pk}/", {**answer, "signatory": ""}).status_code == 422
    assert client.post(page + f"signer/{ours.pk}/", answer).status_code == 302
    # The one that carries the territory never signs for the other.
    assert client.post(page + f"signer/{theirs.pk}/", answer).status_code == 403
    assert f"signer/{theirs.pk}/" not in client.get(page).content.decode()
    agreement.refresh_from_db()
    assert agreement.state == "in_signature"
    assert visit(gaelle).post(page + f"signer/{theirs.pk}/", answer).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "in_force"
    assert Notice.objects.filter(person=gaelle, kind="territories.agreement").count() == 1
    assert "Anne Roux, présidente" in client.get(page).content.decode()


def test_an_agreement_needs_both_sides_and_days_in_order(territory: Territory, chloe: User) -> None:
    own = actions.own_party(territory=territory)
    for fields, where in (({"parties": [own]}, "parties"), ({"ends_on": START}, "ends_on")):
        with pytest.raises(Incomplete) as refused:
            written(territory, chloe, **fields)
        assert set(refused.value.missing) == {where}


@pytest.mark.parametrize("verb", list(Agreement.FLOW.moves))
def test_no_step_from_another_state(territory: Territory, chloe: User, verb: str) -> None:
    acts: dict[str, Any] = {
        "send": lambda one: actions.send_agreement(agreement=one, by=chloe),
        "take_back": lambda one: actions.take_back_agreement(agreement=one, by=chloe),
        "enter": lambda one: actions.sign_agreement(signature=one.signatures.first(), signatory="Anne", signed_on=START, by=chloe),
        "end": lambda one: actions.close_agreement(agreement=one, verb="end", note="Fini.", by=chloe),
        "terminate": lambda one: actions.close_agreement(agreement=one, verb="terminate", note="Fini.", by=chloe),
    }
    agreement = written(territory, chloe)
    for state in Agreement.State.values:
        if state in Agreement.FLOW.moves[verb][0]:
            continue
        Agreement.objects.filter(pk=agreement.pk).update(state=state, end_note="Pourquoi" if state in ("terminated", "ended") else "")
        agreement.refresh_from_db()
        with pytest.raises(OutOfTurn):
            acts[verb](agreement)


def test_what_somebody_else_wrote_in_between_is_shown_beside_what_was_typed(territory: Territory, chloe: User, gaelle: User) -> None:
    agreement = written(territory, chloe)
    client, page = visit(chloe), at(territory, f"{agreement.pk}/modifier/")
    seen = client.get(page).content.decode().split('name="seen" value="')[1].split('"')[0]
    parties = [str(one.pk) for one in territory.parties.all()]
    written(territory, gaelle, agreement=agreement, text="Le texte de Gaëlle.")
    sent = {"title": agreement.title, "text": "Le mien.", "starts_on": "2026-01-01", "ends_on": "", "amount": "", "parties": parties}
    shown = client.post(page, {**sent, "seen": seen})
    assert (shown.status_code, "Le texte de Gaëlle." in shown.text, "Le mien." in shown.text) == (422, True, True)
    agreement.refresh_from_db()
    assert agreement.text == "Le texte de Gaëlle."
    now = shown.text.split('name="seen" value="')[1].split('"')[0]
    assert client.post(page, {**sent, "seen": now}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.text == "Le mien."


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"ends_on": dt.date(2037, 1, 1)}, "ends_on"), ({"amount": Decimal("100000000.01")}, "amount")],
)
def test_terms_beyond_reason_are_refused(territory: Territory, chloe: User, fields: dict[str, Any], where: str) -> None:
    with pytest.raises(Incomplete) as refused:
        written(territory, chloe, **fields)
    assert set(refused.value.missing) == {where}


def test_taken_back_its_signatures_are_to_be_given_again(territory: Territory, chloe: User) -> None:
    agreement = actions.send_agreement(agreement=written(territory, chloe), by=chloe)
    first = agreement.signatures.first()
    assert first is not None
    actions.sign_agreement(signature=first, signatory="Anne", signed_on=START, by=speaker(first, chloe))
    assert actions.take_back_agreement(agreement=agreement, by=chloe).state == "drafting"
    assert not agreement.signatures.exclude(signed_on=None).exists()


def test_one_agreement_in_force_at_a_time(territory: Territory, chloe: User) -> None:
    in_force(territory, chloe)
    second = actions.send_agreement(agreement=written(territory, chloe, title="Une autre"), by=chloe)
    first, last = second.signatures.all()
    actions.sign_agreement(signature=first, signatory="Anne", signed_on=START, by=speaker(first, chloe))
    with pytest.raises(Refusal):
        actions.sign_agreement(signature=last, signatory="Anne", signed_on=START, by=speaker(last, chloe))
    last.refresh_from_db()
    assert last.signed_on is None


def test_ended_with_promises_open_they_stay_due(territory: Territory, chloe: User) -> None:
    agreement = in_force(territory, chloe)
    state = territory.parties.get(side="state")
    promise = make_promise(state, agreement=agreement, due_on=clock.today() - dt.timedelta(days=2))
    client, page = visit(chloe), at(territory, f"{agreement.pk}/")
    # Its last day is not over: it is terminated, not ended.
    assert client.post(page + "fin/end/", {"note": "Fini."}).status_code == 422
    assert "Promesses encore ouvertes : 1" in client.get(page + "fin/terminate/").content.decode().replace("\u00a0", " ")
    assert client.post(page + "fin/terminate/", {"note": ""}).status_code == 422
    assert client.post(page + "fin/terminate/", {"note": "L’État s’est retiré."}).status_code == 302
    agreement.refresh_from_db()
    promise.refresh_from_db()
    assert (agreement.state, agreement.end_note, promise.state, promise.is_late) == ("terminated", "L’État s’est retiré.", "promised", True)
    assert reads.open_promises_of(agreement) == [promise]
    assert promise.title in client.get(page).content.decode()
    assert client.get(page + "fin/autre/").status_code == 404


def test_a_private_lead_paid_by_the_state_past_the_threshold_needs_an_agreement(territory: Territory, chloe: User) -> None:
    agreement = in_force(territory, chloe)
    state = territory.parties.get(side="state")
    make_promise(state, unit="eur_year", quantity=Decimal(23000))
    assert reads.bare_amount(territory) is None
    promise = make_promise(state, unit="eur", quantity=Decimal("0.01"))
    assert reads.bare_amount(territory) == Decimal("23000.01")
    board = f"/mon-espace/territoires/{territory.reference}/promesses/"
    assert "article 10" in visit(chloe).get(board).content.decode()
    type(promise).objects.update(agreement=agreement)
    assert reads.bare_amount(territory) is None


def test_a_public_lead_is_not_concerned(territory: Territory) -> None:
    assert territory.lead is not None
    type(territory.lead).objects.filter(pk=territory.lead.pk).update(kinds=["collectivite"])
    make_promise(make_party(territory, "state"), unit="eur_year", quantity=Decimal(90000))
    assert reads.bare_amount(Territory.objects.select_related("lead").get(pk=territory.pk)) is None


def test_the_end_is_reminded_six_and_two_months_before_once(territory: Territory, chloe: User, gaelle: User) -> None:
    agreement = in_force(territory, chloe)
    for days, told in ((181, 0), (180, 1), (100, 1), (60, 2)):
        Agreement.objects.filter(pk=agreement.pk).update(ends_on=clock.today() + dt.timedelta(days=days))
        follow_agreements()
        follow_agreements()
        reminders = Notice.objects.filter(person=gaelle, kind="territories.agreement", text_fr__contains="prend fin")
        assert reminders.count() == told


@contextmanager
def day(on: dt.date) -> Iterator[None]:
    """Noon of that day, for everything inside."""
    with clock.stopped(dt.datetime.combine(on, dt.time(12), tzinfo=dt.UTC)):
        yield


def test_past_its_last_day_an_agreement_ends_by_itself_and_both_sides_hear(territory: Territory, chloe: User, gaelle: User) -> None:
    bank = make_organisation(name="Une banque")
    paul = make_member(bank)
    funder = make_party(territory, "funder", name="Une banque", organisation=bank)
    parties = [actions.own_party(territory=territory), funder]
    last = clock.today() + dt.timedelta(days=30)
    agreement = in_force(territory, chloe, parties=parties, ends_on=last)
    told = Notice.objects.filter(kind="territories.agreement", text_fr__contains="Arrivée à son terme")
    with day(last):
        assert end_agreements() == 0
    with day(last + dt.timedelta(days=1)):
        assert (end_agreements(), end_agreements()) == (1, 0)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.end_note) == ("ended", "")
    assert sorted(told.values_list("person__email", flat=True)) == sorted(one.email for one in (chloe, gaelle, paul))
    entry = entries_for(territory).filter(fact="territories.AgreementMoved").first()
    assert entry is not None
    assert entry.by_id is None


def test_an_amendment_that_prolongs_it_keeps_it_in_force(territory: Territory, chloe: User) -> None:
    first, second = clock.today() + dt.timedelta(days=30), clock.today() + dt.timedelta(days=60)
    agreement = in_force(territory, chloe, ends_on=first)
    agreement.amendments.create(number=1, text="Un mois de plus.", state="in_force", signed_on=clock.today(), ends_on=second)
    with day(first + dt.timedelta(days=1)):
        assert end_agreements() == 0
    with day(second + dt.timedelta(days=1)):
        assert end_agreements() == 1


@pytest.mark.parametrize("state", ["drafting", "in_signature", "ended", "terminated"])
def test_what_is_not_in_force_does_not_end(territory: Territory, chloe: User, state: str) -> None:
    agreement = written(territory, chloe)
    Agreement.objects.filter(pk=agreement.pk).update(state=state, end_note="Dit.", ends_on=clock.today() + dt.timedelta(days=1))
    with day(clock.today() + dt.timedelta(days=9)):
        assert end_agreements() == 0
        assert not actions.end_by_itself(agreement=agreement)
    agreement.refresh_from_db()
    assert agreement.state == state


def test_what_came_of_it_is_told_once_afterwards(territory: Territory, chloe: User) -> None:
    last = clock.today() + dt.timedelta(days=30)
    agreement = in_force(territory, chloe, ends_on=last)
    with day(last + dt.timedelta(days=1)):
        end_agreements()
    client, page = visit(chloe), at(territory, f"{agreement.pk}/")
    assert "ce qu’il en est advenu" in client.get(page).content.decode()
    assert client.post(page + "fin/end/", {"note": "Tout a été versé."}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.end_note) == ("ended", "Tout a été versé.")
    assert client.post(page + "fin/end/", {"note": "Autre chose."}).status_code == 422
    assert "Personne n’a encore dit" not in client.get(page).content.decode()


def test_a_party_reads_what_it_signs_without_being_a_member(territory: Territory, chloe: User) -> None:
    bank = make_organisation(name="Une banque")
    funder = make_party(territory, "funder", name="Une banque", organisation=bank)
    agreement = written(territory, chloe, parties=[actions.own_party(territory=territory), funder])
    reads_it, others = at(territory, f"{agreement.pk}/"), at(territory, f"{written(territory, chloe).pk}/")
    paul = visit(make_member(bank))
    assert [paul.get(page).status_code for page in (reads_it, others, reads_it + "modifier/")] == [200, 404, 403]


def test_who_reads_and_who_writes(territory: Territory, chloe: User, gaelle: User) -> None:
    agreement = written(territory, chloe)
    stranger = User.objects.create(email="passante@exemple.test", full_name="Une Passante")
    reader = make_lead_person(territory, "reader")
    page = at(territory, f"{agreement.pk}/")
    for person, reads_it, writes_it in ((chloe, 200, 200), (gaelle, 200, 200), (reader, 200, 403), (stranger, 404, 404)):
        client = visit(person)
        assert (client.get(page).status_code, client.get(page + "modifier/").status_code) == (reads_it, writes_it)
        assert client.get(at(territory, "ecrire/")).status_code == writes_it
    assert visit(chloe).get(at(territory, "999999/")).status_code == 404
    assert Party.objects.filter(territory=territory, side="territory").count() == 1


def test_looking_writes_nothing(territory: Territory, chloe: User) -> None:
    for page in ("conventions/ecrire/", "promesses/inscrire/", "promesses/"):
        assert visit(chloe).get(f"/mon-espace/territoires/{territory.reference}/{page}").status_code == 200
    assert not territory.parties.exists()
