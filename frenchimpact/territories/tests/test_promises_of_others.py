"""Promises that the other side wrote, and what one side asks of a promise: nothing counts nor changes without the other's word."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories import calendars
from frenchimpact.territories.actions import offers, promises
from frenchimpact.territories.actions.agreements import name_party
from frenchimpact.territories.models import Commitment, Offer, Party, Territory
from frenchimpact.territories.queries.promise_history import history_of
from frenchimpact.territories.queries.promises import reliability
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


def visit(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def at(territory: Territory, page: object = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/promesses/{page}"


def make(party: Party, by: User, due_in: int = 90) -> Commitment:
    return promises.make_promise(party=party, title="Dix jours", due_on=clock.today() + due_in * DAY, by=by)


# ── Whose word ───────────────────────────────────────────────────────────────────────────────────
def test_what_one_side_wrote_for_the_other_counts_for_nobody_until_confirmed(
    client: Client, territory: Territory, state: Party, chloe: User, gaelle: User
) -> None:
    promise = make(state, chloe, 1)
    assert promise.state == "proposed"
    Commitment.objects.filter(pk=promise.pk).update(due_on=clock.today() - DAY)
    promise.refresh_from_db()
    (rate,) = reliability(territory)
    assert (rate.due, rate.open, rate.late, promise.is_late) == (0, 0, 0, False)
    assert not calendars.public_dates(territory)
    awaited = "À confirmer par Préfecture de la Savoie"
    assert awaited in client.get(f"/territoires/{territory.slug}/").text
    assert awaited in visit(chloe).get(at(territory)).text
    # Nobody says more of it before that, and not in the other's place.
    page = at(territory, f"{promise.pk}/etape/")
    assert visit(chloe).post(page + "confirm/").status_code == 403
    assert visit(gaelle).post(page + "keep/", {"note": "Oui", "kept_on": clock.today().isoformat()}).status_code == 422
    assert visit(gaelle).post(page + "confirm/").status_code == 302
    (rate,) = reliability(territory)
    assert (rate.due, rate.late) == (1, 1)
    assert awaited not in client.get(f"/territoires/{territory.slug}/").text
    assert Entry.objects.filter(fact="territories.PromiseMoved").count() == 1


def test_the_operator_does_not_promise_for_the_territory(territory: Territory, chloe: User, gaelle: User) -> None:
    own = make_party(territory, "territory", name="Pays des lacs")
    promise = make(own, gaelle)
    assert promise.state == "proposed"
    assert visit(gaelle).post(at(territory, f"{promise.pk}/etape/confirm/")).status_code == 403
    assert visit(chloe).post(at(territory, f"{promise.pk}/etape/confirm/")).status_code == 302
    promise.refresh_from_db()
    assert promise.state == "promised"


def test_each_party_writes_its_own_at_once(territory: Territory, state: Party, chloe: User, gaelle: User) -> None:
    own, bank = make_party(territory, "territory", name="Pays des lacs"), make_organisation(name="Une banque")
    paul, funder = make_member(bank), make_party(territory, "funder", name="Une banque", organisation=bank)
    for party, by in ((own, chloe), (state, gaelle), (funder, paul), (make_party(territory, "funder", name="Fonds"), gaelle)):
        assert make(party, by, -9).state == "promised"


def test_the_day_of_what_another_promises_is_to_come(territory: Territory, state: Party, chloe: User) -> None:
    agreement = territory.agreements.create(
        title="Convention", starts_on=clock.today() + 30 * DAY, ends_on=clock.today() + 900 * DAY, state="in_signature"
    )
    for due_in, given in ((-1, None), (10, agreement)):
        with pytest.raises(Incomplete) as refused:
            promises.make_promise(party=state, title="Un avis", due_on=clock.today() + due_in * DAY, agreement=given, by=chloe)
        assert set(refused.value.missing) == {"due_on"}
    assert not territory.commitments.exists()
    sent = {"party": str(state.pk), "title": "Un avis", "due_on": (clock.today() - DAY).isoformat()}
    page = visit(chloe).post(at(territory, "inscrire/"), sent)
    assert (page.status_code, "son jour est encore à venir" in page.text, 'value="Un avis"' in page.text) == (422, True, True)


def test_nobody_makes_their_own_house_the_other_side(territory: Territory, chloe: User, gaelle: User) -> None:
    for side in ("state", "association"):
        with pytest.raises(Incomplete) as refused:
            name_party(territory=territory, side=side, name="", organisation=territory.lead, by=chloe)
        assert set(refused.value.missing) == {"organisation"}
    assert name_party(territory=territory, side="funder", name="", organisation=territory.lead, by=chloe).side == "funder"
    assert name_party(territory=territory, side="state", name="", organisation=territory.lead, by=gaelle).side == "state"


def test_what_was_not_promised_is_put_aside_with_why(client: Client, territory: Territory, state: Party, chloe: User, gaelle: User) -> None:
    promise = make(state, chloe)
    page = at(territory, f"{promise.pk}/etape/decline/")
    assert visit(gaelle).post(page, {"note": ""}).status_code == 422
    assert visit(gaelle).post(page, {"note": "Nous avons dit cinq jours."}).status_code == 302
    promise.refresh_from_db()
    assert (promise.state, reliability(territory)[0].due) == ("declined", 0)
    assert "Dix jours" not in client.get(f"/territoires/{territory.slug}/").text
    assert "Nous avons dit cinq jours." in visit(chloe).get(at(territory, f"{promise.pk}/")).text


def test_the_programme_is_told_for_a_party_that_has_nobody_here(territory: Territory, chloe: User, gaelle: User) -> None:
    make(make_party(territory, "funder", name="Fonds du lac"), chloe)
    notice = Notice.objects.get(person=gaelle, kind="territories.promise")
    assert "aurait promis" in notice.text_fr


def test_a_party_without_account_confirms_by_its_link(territory: Territory, chloe: User, gaelle: User) -> None:
    promise = make(make_party(territory, "funder", name="Fonds du lac"), chloe)
    page = f"/promesses/repondre/{promises.ask_answer(promise=promise, email='anne@exemple.test', by=gaelle)}/"
    client = visit(None)
    assert "Avez-vous fait cette promesse" in client.get(page).text
    # Of what is not confirmed, a link says nothing else.
    assert client.post(page, {"verb": "keep", "note": "Oui", "name": "Anne Roux"}).status_code == 422
    assert client.post(page, {"verb": "decline", "note": "", "name": "Anne Roux"}).status_code == 422
    assert client.post(page, {"verb": "confirm", "note": "", "name": "Anne Roux"}).status_code == 302
    promise.refresh_from_db()
    (moment, *_others) = history_of(promise)
    assert (promise.state, moment.note) == ("promised", "Anne Roux, par un lien.")
    with translation.override("en"):
        assert history_of(promise)[0].note == "Anne Roux, by a link."


def test_what_a_link_says_again_is_in_the_trail(territory: Territory, gaelle: User) -> None:
    promise = make_promise(make_party(territory, "funder", name="Fonds"), state="in_progress", unit="days", quantity=Decimal(9))
    promises.answer_promise(promise=promise, verb="begin", name="Anne Roux", note="Cinq jours faits.", delivered=Decimal(5))
    assert Entry.objects.filter(fact="territories.PromiseChanged").count() == 1
    # Who answers for it, and what it serves, too; nothing when nothing changed.
    for owner in ("Anne", "Anne"):
        promises.tell_progress(promise=promise, delivered=Decimal(5), owner=owner, action=None, by=gaelle)
    assert Entry.objects.filter(fact="territories.PromiseChanged").count() == 2


# ── What one side asks ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "asked",
    [
        {"due_on": dt.date(2027, 6, 30)},
        {"quantity": Decimal(11)},
        {"title": "Autre chose"},
        {"unit": "", "quantity": None},
    ],
)
def test_what_asks_more_of_a_party_waits_for_its_word(
    territory: Territory, state: Party, chloe: User, gaelle: User, asked: dict[str, object]
) -> None:
    promise = make_promise(state, unit="days", quantity=Decimal(10))
    before = {"title": promise.title, "unit": "days", "quantity": Decimal(10), "due_on": promise.due_on}
    wanted = {**before, **asked}
    # Unchecked: values given by name.
    offer = offers.change_terms(promise=promise, reason="Le calendrier a changé.", by=chloe, **wanted)  # type: ignore[arg-type]
    assert offer is not None
    assert {name: getattr(Commitment.objects.get(pk=promise.pk), name) for name in before} == before
    page = at(territory, f"{promise.pk}/")
    assert "Le calendrier a changé." in visit(gaelle).get(page).text
    assert Notice.objects.filter(person=gaelle, text_fr__contains="On vous demande d’autres termes").exists()
    # The one who asks does not answer.
    assert visit(chloe).post(page + "demande/", {"agree": "1"}).status_code == 403
    assert visit(gaelle).post(page + "demande/", {"agree": "1"}).status_code == 302
    assert {name: getattr(Commitment.objects.get(pk=promise.pk), name) for name in before} == wanted
    assert list(promise.events.values_list("verb", flat=True)) == ["change", "ask_terms"]
    assert visit(gaelle).post(page + "demande/", {"agree": "1"}).status_code == 404


def test_a_party_that_wants_more_time_asks_and_is_answered(territory: Territory, state: Party, chloe: User, gaelle: User) -> None:
    promise = make_promise(state)
    page = at(territory, f"{promise.pk}/")
    answer = {"title": promise.title, "due_on": "2028-12-31", "reason": "Un poste est vacant."}
    assert visit(gaelle).post(page + "changer/", answer).status_code == 302
    promise.refresh_from_db()
    assert promise.due_on == dt.date(2027, 12, 31)
    assert visit(chloe).post(page + "demande/").status_code == 302
    promise.refresh_from_db()
    assert (promise.due_on, Offer.objects.count()) == (dt.date(2027, 12, 31), 0)
    assert [one.words for one in history_of(promise)] == ["Demande refusée ou reprise : rien ne change", "D’autres termes sont demandés"]


def test_a_contested_promise_is_lifted_by_both(territory: Territory, state: Party, chloe: User, gaelle: User) -> None:
    promise, other = make_promise(state), make_promise(state)
    # Not contested: the side that benefits lets it go at once.
    assert visit(chloe).post(at(territory, f"{other.pk}/etape/lift/"), {"note": "Inutile désormais."}).status_code == 302
    other.refresh_from_db()
    assert other.state == "lifted"
    Commitment.objects.filter(pk=promise.pk).update(state="contested")
    assert visit(chloe).post(at(territory, f"{promise.pk}/etape/lift/"), {"note": "N’en parlons plus."}).status_code == 302
    promise.refresh_from_db()
    assert promise.state == "contested"
    assert "On demande de lever cette promesse." in visit(gaelle).get(at(territory, f"{promise.pk}/")).text
    assert visit(gaelle).post(at(territory, f"{promise.pk}/demande/"), {"agree": "1"}).status_code == 302
    promise.refresh_from_db()
    assert (promise.state, Offer.objects.count()) == ("lifted", 0)


def test_once_over_nothing_is_asked(state: Party, chloe: User, gaelle: User) -> None:
    promise = make_promise(state)
    asked = offers.lift_promise(promise=promise, note="Une crue.", by=gaelle)
    assert asked is not None
    promises.move_promise(promise=promise, verb="keep", note="Fait.", by=gaelle)
    assert not Offer.objects.exists()
    with pytest.raises(OutOfTurn):
        offers.lift_promise(promise=promise, note="Encore", by=chloe)


def test_terms_that_changed_in_between_are_shown_beside_those_typed(territory: Territory, state: Party, chloe: User, gaelle: User) -> None:
    promise = make_promise(state)
    client, page = visit(chloe), at(territory, f"{promise.pk}/changer/")
    seen = _seen(client.get(page).text)
    other, later = make_lead_person(territory), dt.date(2028, 3, 31)
    offers.change_terms(promise=promise, title=promise.title, due_on=later, unit="", quantity=None, reason="Entre-temps", by=other)
    answer = {"title": promise.title, "due_on": "2028-12-31", "reason": "La mienne.", "seen": seen}
    shown = client.post(page, answer)
    assert shown.status_code == 422
    assert "31 mars 2028" in shown.text
    assert "La mienne." in shown.text
    assert client.post(page, {**answer, "seen": _seen(shown.text)}).status_code == 302
    promise.refresh_from_db()
    assert promise.due_on == dt.date(2028, 12, 31)


def _seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]
