"""Promises of both sides: who says what of them, what counts, what a link may do, when people are reminded."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.accounts.models import User
from frenchimpact.core import clock, links
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.files.queries import files_of
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.actions import merge_organisations
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories import rules
from frenchimpact.territories.actions import promises as actions
from frenchimpact.territories.actions.leading import change_lead
from frenchimpact.territories.actions.reminding import follow_promises
from frenchimpact.territories.models import Commitment, Party, Territory
from frenchimpact.territories.queries.promise_history import history_of
from frenchimpact.territories.queries.promises import reliability, reliability_by_party
from frenchimpact.territories.tests.factories import make_lead_person, make_party, make_promise, make_territory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def territory() -> Territory:
    return make_territory("Pays des lacs", lead=make_organisation(name="Grand Chambéry"))


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def gaelle() -> User:
    user = User.objects.create(email="gaelle@exemple.test", full_name="Gaëlle Opératrice")
    Assignment.objects.create(user=user, role=Assignment.Role.OPERATOR)
    return user


@pytest.fixture
def state(territory: Territory) -> Party:
    return make_party(territory, "state", name="Préfecture de la Savoie")


@pytest.fixture
def own(territory: Territory) -> Party:
    return make_party(territory, "territory", name="Pays des lacs")


def visit(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def at(territory: Territory, page: object = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/promesses/{page}"


def put(promise: Commitment, state: str) -> Commitment:
    proof = {"kept_on": promise.due_on, "proof": "Compte rendu"} if state == "kept" else {}
    Commitment.objects.filter(pk=promise.pk).update(state=state, **proof)
    promise.refresh_from_db()
    return promise


# ── Steps ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("verb", list(Commitment.FLOW.moves))
def test_every_step_leads_where_it_should_and_from_nowhere_else(state: Party, gaelle: User, verb: str) -> None:
    sources, target = Commitment.FLOW.moves[verb]
    for before in Commitment.State.values:
        promise = put(make_promise(state), before)
        if before in sources:
            moved = actions.move_promise(promise=promise, verb=verb, by=gaelle, note="Le compte rendu du 3 mars.")
            assert moved.state == target
            event = moved.events.get()
            assert (event.verb, event.state, event.by, event.note) == (verb, target, gaelle, "Le compte rendu du 3 mars.")
        else:
            with pytest.raises(OutOfTurn):
                actions.move_promise(promise=promise, verb=verb, by=gaelle, note="Encore")
            assert not promise.events.exists()


@pytest.mark.parametrize("verb", ["keep", "contest", "break", "lift"])
def test_a_step_says_its_proof_or_its_reason(state: Party, gaelle: User, verb: str) -> None:
    promise = put(make_promise(state), "kept" if verb == "contest" else "promised")
    with pytest.raises(Incomplete) as refused:
        actions.move_promise(promise=promise, verb=verb, by=gaelle)
    assert set(refused.value.missing) == {"note"}


def test_nothing_is_kept_tomorrow(state: Party, gaelle: User) -> None:
    with pytest.raises(Incomplete):
        actions.move_promise(promise=make_promise(state), verb="keep", by=gaelle, note="Oui", kept_on=clock.today() + DAY)


def test_kept_after_its_day_counts_as_kept_and_is_said(territory: Territory, state: Party, gaelle: User) -> None:
    promise = make_promise(state, due_on=clock.today() - 5 * DAY, unit="days", quantity=Decimal(10))
    assert promise.is_late
    answer = {"note": "Compte rendu du 3 mars.", "kept_on": clock.today().isoformat(), "delivered": "10,5"}
    assert visit(gaelle).post(at(territory, f"{promise.pk}/etape/keep/"), answer).status_code == 302
    promise.refresh_from_db()
    assert (promise.state, promise.delivered, promise.is_late) == ("kept", Decimal("10.50"), False)
    rates = {one.party: one for one in reliability(territory)}
    assert (rates[state].kept, rates[state].kept_late, rates[state].rate) == (1, 1, 100)
    shown = visit(gaelle).get(at(territory)).content.decode()
    assert "après son jour" in shown
    assert "Tenue après son jour" in visit(gaelle).get(at(territory, f"{promise.pk}/")).content.decode()


def test_contested_then_kept_again_with_another_proof(territory: Territory, state: Party, chloe: User, gaelle: User) -> None:
    promise = make_promise(state, due_on=clock.today() - DAY)
    keep, contest = at(territory, f"{promise.pk}/etape/keep/"), at(territory, f"{promise.pk}/etape/contest/")
    first = {"note": "Un courriel.", "kept_on": clock.today().isoformat()}
    assert visit(gaelle).post(keep, first).status_code == 302
    assert visit(chloe).post(contest, {"note": ""}).status_code == 422
    assert visit(chloe).post(contest, {"note": "Personne n’est venu."}).status_code == 302
    promise.refresh_from_db()
    assert (promise.state, promise.kept_on, promise.is_late) == ("contested", None, True)
    assert reliability(territory)[0].rate == 0
    assert Notice.objects.filter(person=gaelle, kind="territories.promise", text_fr__contains="Contesté").exists()
    assert visit(chloe).post(contest, {"note": "Encore"}).status_code == 422
    assert visit(gaelle).post(keep, {**first, "note": "Compte rendu signé des deux."}).status_code == 302
    promise.refresh_from_db()
    assert (promise.state, promise.proof) == ("kept", "Compte rendu signé des deux.")
    assert list(promise.events.values_list("verb", flat=True)) == ["keep", "contest", "keep"]
    assert "Personne n’est venu." in visit(chloe).get(at(territory, f"{promise.pk}/")).content.decode()
    assert Entry.objects.filter(fact="territories.PromiseMoved").count() == 3


# ── Who may what ─────────────────────────────────────────────────────────────────────────────────
def test_who_says_what_of_a_promise(territory: Territory, state: Party, own: Party, chloe: User, gaelle: User) -> None:
    bank = make_organisation(name="Une banque")
    paul = make_member(bank)
    territory.members.create(organisation=bank, name="Une banque", kind="support", role="funder", since=clock.today())
    funder = make_party(territory, "funder", name="Une banque", organisation=bank)
    officer = User.objects.create(email="referent@exemple.test", full_name="Un Référent")
    Territory.objects.filter(pk=territory.pk).update(officer=officer)
    stranger = User.objects.create(email="passante@exemple.test", full_name="Une Passante")
    people = {"lead": chloe, "operator": gaelle, "officer": officer, "funder": paul, "stranger": stranger}
    expected = {
        # party, step: who may
        (state, "keep"): {"operator", "officer"},
        (state, "contest"): {"lead"},
        # Either side asks to lift it; the one that benefits does not wait for the other's word.
        (state, "lift"): {"lead", "operator", "officer"},
        (funder, "keep"): {"funder"},
        (funder, "contest"): {"lead"},
        (funder, "lift"): {"lead", "funder", "operator"},
        (own, "keep"): {"lead"},
        (own, "contest"): {"operator", "officer"},
        (own, "lift"): {"lead", "operator", "officer"},
        # Whose word is awaited; those who write on the board may take it off.
        (state, "confirm"): {"operator", "officer"},
        (funder, "confirm"): {"funder", "operator"},
        (own, "confirm"): {"lead"},
        (funder, "decline"): {"funder", "operator", "officer", "lead"},
    }
    for (party, verb), those in expected.items():
        promise = make_promise(party)
        promise.party.territory.refresh_from_db()
        assert {name for name, person in people.items() if rules.can_move(person, promise, verb)} == those, (party, verb)


def test_somebody_of_the_territory_cannot_keep_the_promise_of_the_state(territory: Territory, state: Party, chloe: User) -> None:
    promise = make_promise(state)
    answer = {"note": "Nous le disons.", "kept_on": clock.today().isoformat()}
    for page in ("etape/keep/", "etape/break/", "avancement/"):
        assert visit(chloe).get(at(territory, f"{promise.pk}/{page}")).status_code == 403
        assert visit(chloe).post(at(territory, f"{promise.pk}/{page}"), answer).status_code == 403
    # Nor by the link that it would send to itself.
    assert visit(chloe).post(at(territory, f"{promise.pk}/demander/"), {"email": "chloe@exemple.test"}).status_code == 403
    promise.refresh_from_db()
    assert (promise.state, promise.events.count()) == ("promised", 0)
    stranger = User.objects.create(email="passante@exemple.test", full_name="Une Passante")
    assert visit(stranger).post(at(territory, f"{promise.pk}/etape/keep/"), answer).status_code == 404


def test_terms_change_when_those_who_benefit_agree_and_what_was_promised_stays(territory: Territory, state: Party, chloe: User) -> None:
    promise = make_promise(state, unit="days", quantity=Decimal(10))
    page = at(territory, f"{promise.pk}/changer/")
    answer = {"title": promise.title, "unit": "days", "quantity": "8", "due_on": "2028-06-30", "reason": ""}
    stranger = User.objects.create(email="passante@exemple.test", full_name="Une Passante")
    assert visit(stranger).post(page, answer).status_code == 404
    assert visit(chloe).post(page, answer).status_code == 422
    assert visit(chloe).post(page, {**answer, "reason": "Nous avons commencé plus tard."}).status_code == 302
    promise.refresh_from_db()
    assert (promise.quantity, promise.due_on) == (Decimal(8), dt.date(2028, 6, 30))
    (moment,) = history_of(promise)
    assert "31 décembre 2027" in moment.note
    assert "10 jours d’ingénierie" in moment.note
    assert "Nous avons commencé plus tard." in moment.note
    put(promise, "kept")
    assert visit(chloe).post(page, {**answer, "title": "Autre", "reason": "Trop tard"}).status_code == 422


def test_what_the_territory_promised_follows_its_lead(territory: Territory, chloe: User) -> None:
    house = make_organisation(name="Le Tremplin")
    awa = make_member(house)
    territory.members.create(organisation=house, name="Le Tremplin", kind="ess", since=clock.today())
    promise = make_promise(make_party(territory, "territory", name="Grand Chambéry", organisation=territory.lead))
    territory.lead_periods.update(since=clock.today())
    change_lead(territory=territory, lead=house, since=clock.today(), reason="Décision", by=chloe)
    promise = Commitment.objects.get(pk=promise.pk)
    assert rules.can_speak_for(awa, promise.party)
    assert not rules.can_speak_for(chloe, promise.party)


def test_a_party_whose_sheet_is_merged_keeps_its_promises_and_its_name(territory: Territory, gaelle: User) -> None:
    old, kept = make_organisation(name="Fonds du lac"), make_organisation(name="Fonds des Alpes")
    party = make_party(territory, "funder", name="Fonds du lac", organisation=old)
    promise = make_promise(party, state="kept", due_on=clock.today() - DAY)
    merge_organisations(kept=kept, absorbed=old, take={}, by=gaelle)
    party.refresh_from_db()
    assert (party.organisation, party.name, promise.party_id) == (kept, "Fonds du lac", party.pk)
    assert rules.can_speak_for(make_member(kept), party)
    (national,) = reliability_by_party()
    assert (national.name, national.organisation_id, national.kept) == ("Fonds des Alpes", kept.pk, 1)


def test_a_funder_answers_for_its_promise_without_being_a_member(territory: Territory, chloe: User) -> None:
    bank, other = make_organisation(name="Une banque"), make_organisation(name="Une autre")
    paul, stranger = make_member(bank), make_member(other)
    promise = make_promise(make_party(territory, "funder", name="Une banque", organisation=bank))
    page, answer = at(territory, f"{promise.pk}/"), {"note": "Virement du 3 mars.", "kept_on": clock.today().isoformat()}
    shown = visit(paul).get(page).content.decode()
    assert "La promesse est tenue" in shown
    # Nothing else of the space opens, and nothing leads there.
    assert f'href="{at(territory)}"' not in shown
    assert visit(paul).get(at(territory)).status_code == 404
    assert visit(paul).post(page + "etape/keep/", answer).status_code == 302
    assert visit(stranger).get(page).status_code == 404
    promise.refresh_from_db()
    assert (promise.state, promise.events.get().by) == ("kept", paul)
    assert f'href="{at(territory)}"' in visit(chloe).get(page).content.decode()


# ── Writing, once ────────────────────────────────────────────────────────────────────────────────
def test_a_promise_is_written_once_and_its_party_is_told(territory: Territory, chloe: User) -> None:
    bank = make_organisation(name="Une banque")
    paul = make_member(bank)
    client, page = visit(chloe), at(territory, "inscrire/")
    assert "ajoutez d’abord cette partie" in client.get(page).content.decode()
    added = client.post(at(territory, "parties/ajouter/"), {"side": "funder", "organisation": "Une banque", "name": ""})
    assert added.status_code == 302
    party = territory.parties.get(side="funder")
    sent = {"party": str(party.pk), "title": "Financer le poste", "unit": "eur_year", "quantity": "1 240,50", "due_on": "2028-06-30"}
    refused = client.post(page, {**sent, "unit": ""})
    assert refused.status_code == 422
    assert "1 240,50" in refused.content.decode()
    once = {**sent, "once": "7e1c1d6e-0000-4000-8000-000000000002"}
    first, second = client.post(page, once), client.post(page, once)
    assert first["Location"] == second["Location"]
    promise = territory.commitments.get()
    assert (promise.party, promise.quantity, promise.events.get().verb) == (party, Decimal("1240.50"), "promise")
    assert Notice.objects.filter(person=paul, kind="territories.promise").count() == 1
    # Its party's word is awaited.
    assert promise.state == "proposed"


def test_the_same_step_sent_twice_is_one(territory: Territory, state: Party, gaelle: User) -> None:
    promise = make_promise(state)
    answer = {"note": "Oui.", "kept_on": clock.today().isoformat(), "once": "7e1c1d6e-0000-4000-8000-000000000003"}
    page, client = at(territory, f"{promise.pk}/etape/keep/"), visit(gaelle)
    assert client.post(page, answer).status_code == client.post(page, answer).status_code == 302
    assert promise.events.count() == 1


def test_progress_and_documents(territory: Territory, own: Party, chloe: User) -> None:
    promise = make_promise(own, unit="times", quantity=Decimal(4))
    page = at(territory, f"{promise.pk}/")
    answer = {"delivered": "trois", "owner": "Chloé", "action": ""}
    refused = visit(chloe).post(page + "avancement/", answer)
    assert refused.status_code == 422
    assert "trois" in refused.content.decode()
    assert visit(chloe).post(page + "avancement/", {**answer, "delivered": "3"}).status_code == 302
    paper = SimpleUploadedFile("preuve.txt", b"Trois comites sur quatre.", "text/plain")
    assert visit(chloe).post(page + "preuve/", {"papers": paper}).status_code == 302
    promise.refresh_from_db()
    assert (promise.delivered, promise.owner, files_of(promise, actions.PROOF).count()) == (Decimal(3), "Chloé", 1)
    assert "3 sur 4 fois" in visit(chloe).get(page).content.decode()


# ── The board ────────────────────────────────────────────────────────────────────────────────────
def test_both_sides_stand_side_by_side_with_filters_and_a_file(territory: Territory, state: Party, own: Party, chloe: User) -> None:
    late = make_promise(state, title="Dix jours d’ingénierie", due_on=clock.today() - DAY)
    make_promise(own, title="Réunir le comité")
    client = visit(chloe)
    shown = client.get(at(territory)).content.decode()
    assert shown.index("Ce que le territoire a promis") < shown.index("Réunir le comité") < shown.index("Ce qu’on lui a promis")
    assert shown.index("Ce qu’on lui a promis") < shown.index(late.title)
    assert "pas encore d’échéance" in shown
    only_late = client.get(at(territory, "?etat=late")).content.decode()
    assert late.title in only_late
    assert "Réunir le comité" not in only_late
    file = client.get(at(territory, f"?format=csv&partie={own.pk}"))
    rows = file.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "Réunir le comité" in rows[1]
    for odd in ("?partie=x", "?partie=99999999999999999999", "?etat=zzz", "?partie=7"):
        assert client.get(at(territory, odd)).status_code == 200


def test_an_empty_board_says_what_to_do(territory: Territory, chloe: User) -> None:
    assert "Aucune promesse pour l’instant" in visit(chloe).get(at(territory)).content.decode()


def test_the_board_asks_as_much_for_three_as_for_one(territory: Territory, state: Party, chloe: User) -> None:
    client = visit(chloe)
    make_promise(state)
    client.get(at(territory))
    with CaptureQueriesContext(connection) as one:
        client.get(at(territory))
    for number in range(3):
        make_promise(make_party(territory, "funder", name=f"Fonds {number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(at(territory))
    assert len(many) == len(one)


# ── Reminders ────────────────────────────────────────────────────────────────────────────────────
def test_each_party_is_reminded_thirty_and_seven_days_before_and_on_the_day_after(
    territory: Territory, state: Party, own: Party, chloe: User, gaelle: User
) -> None:
    today = clock.today()
    for days in (31, 30, 8, 7, 1, 0, -1):
        make_promise(own, title=f"Dans {days} jours", due_on=today + days * DAY)
    make_promise(state, due_on=today + 7 * DAY)
    make_promise(own, state="kept", due_on=today + 7 * DAY)
    follow_promises()
    assert follow_promises() == 4
    told = Notice.objects.filter(kind="territories.promise_due")
    assert (told.filter(person=chloe).count(), told.filter(person=gaelle).count()) == (3, 1)
    assert Mail.objects.filter(kind="territories.promise_due").count() == 4


def test_a_reminder_is_done_with_what_it_asks(state: Party, gaelle: User) -> None:
    promise = make_promise(state, due_on=clock.today() + 7 * DAY)
    follow_promises()
    assert Notice.objects.filter(person=gaelle, is_task=True, done_at=None).count() == 1
    actions.move_promise(promise=promise, verb="keep", by=gaelle, note="Fait.")
    assert not Notice.objects.filter(person=gaelle, is_task=True, done_at=None).exists()


# ── Without account ──────────────────────────────────────────────────────────────────────────────
def asked(promise: Commitment, by: User) -> str:
    return f"/promesses/repondre/{actions.ask_answer(promise=promise, email='anne@exemple.test', by=by)}/"


def test_a_party_without_account_answers_for_one_promise_once(territory: Territory, chloe: User, gaelle: User) -> None:
    fund = make_party(territory, "funder", name="Fonds du lac")
    promise, other = make_promise(fund), make_promise(fund)
    page, client = asked(promise, gaelle), visit(None)
    assert Mail.objects.filter(to="anne@exemple.test").count() == 1
    assert promise.title in client.get(page).content.decode()
    answer: dict[str, Any] = {"verb": "keep", "note": "Virement du 3 mars.", "name": ""}
    refused = client.post(page, answer)
    assert refused.status_code == 422
    assert "Virement du 3 mars." in refused.content.decode()
    assert client.post(page, {**answer, "name": "Anne Roux, présidente"}).status_code == 302
    promise.refresh_from_db()
    # The name is in the history, not in the public proof.
    assert (promise.state, promise.proof) == ("kept", "Virement du 3 mars.")
    assert "Anne Roux" in promise.events.first().note  # type: ignore[union-attr]
    client.post(page, {"verb": "break", "note": "Non", "name": "Quelqu’un"})
    promise.refresh_from_db()
    other.refresh_from_db()
    assert (promise.state, other.state) == ("kept", "promised")
    assert Notice.objects.filter(person=chloe, kind="territories.promise").count() == 1


def test_only_the_last_link_serves_and_none_can_be_forged(territory: Territory, gaelle: User) -> None:
    promise = make_promise(make_party(territory, "funder", name="Fonds du lac"))
    old, new = asked(promise, gaelle), asked(promise, gaelle)
    answer = {"verb": "begin", "note": "", "name": "Anne Roux"}
    visit(None).post(old, answer)
    promise.refresh_from_db()
    assert promise.state == "promised"
    forged = links.make_key(rules.MANDATE_LINK, promise.pk, 1)
    for key in (forged, new.split("/")[3][:-2], "n-importe-quoi"):
        assert visit(None).get(f"/promesses/repondre/{key}/").status_code == 410
    visit(None).post(new, answer)
    promise.refresh_from_db()
    assert promise.state == "in_progress"


def test_no_link_for_those_who_can_answer_nor_to_oneself(territory: Territory, gaelle: User) -> None:
    bank = make_organisation(name="Une banque")
    make_member(bank)
    for party in (make_party(territory, "funder", name="Une banque", organisation=bank), make_party(territory, "funder", name="Fonds")):
        with pytest.raises(Incomplete) as refused:
            actions.ask_answer(promise=make_promise(party), email=gaelle.email.upper(), by=gaelle)
        assert set(refused.value.missing) == {"email"}
