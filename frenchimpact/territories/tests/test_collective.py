"""The collective: members that come, confirm, leave with what they carried; a lead that changes or disappears."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.accounts.models import User
from frenchimpact.calls.models import Application, EligibilityRule
from frenchimpact.calls.tests.factories import make_call, make_submitted
from frenchimpact.core import clock, links
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.files.queries import address, files_of
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.journal.models import Entry
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.actions import merge_organisations
from frenchimpact.organisations.models import Assignment, Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories import rules
from frenchimpact.territories.actions import collective as actions
from frenchimpact.territories.actions import leading
from frenchimpact.territories.models import Action, Member, Territory
from frenchimpact.territories.queries import collective as reads
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2020, 1, 1)


@pytest.fixture
def territory() -> Territory:
    lead = make_organisation(name="Grand Chambéry", kinds=["collectivite"])
    made = make_territory("Pays des lacs", lead=lead)
    made.members.update(since=LONG_AGO)
    made.lead_periods.update(since=LONG_AGO)
    return made


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def operator() -> User:
    user = User.objects.create(email="gaelle@exemple.test", full_name="Gaëlle Opératrice")
    Assignment.objects.create(user=user, role=Assignment.Role.OPERATOR)
    return user


def joined(territory: Territory, organisation: Organisation | None = None, **fields: Any) -> Member:
    values: dict[str, Any] = {"kind": "ess", "role": "partner", "since": LONG_AGO, "by": None, **fields}
    if organisation is None and "name" not in values:
        values["name"] = "Un groupe d’habitants"
    return actions.add_member(territory=territory, organisation=organisation, **values)


def visit(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def at(territory: Territory, page: str = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/collectif/{page}"


# ── Coming in ────────────────────────────────────────────────────────────────────────────────────
def test_a_member_enters_by_its_sheet_and_its_people_are_told(territory: Territory, chloe: User) -> None:
    house = make_organisation(name="Le Tremplin")
    awa = make_member(house)
    assert not rules.visible_spaces(awa).exists()
    member = joined(territory, house, by=chloe)
    assert (member.name, member.until) == ("Le Tremplin", None)
    assert list(rules.visible_spaces(awa)) == [territory]
    assert Notice.objects.filter(person=awa, kind="territories.collective").count() == 1
    assert Entry.objects.filter(fact="territories.MemberJoined", by=chloe).count() == 1


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"name": ""}, "name"),
        ({"kind": "parti"}, "kind"),
        ({"role": "lead"}, "role"),
        ({"since": dt.date(2999, 1, 1)}, "since"),
        ({"mandate_signed_on": LONG_AGO}, "mandate_signed_by"),
        ({"mandate_signed_by": "Anne Roux"}, "mandate_signed_on"),
        ({"mandate_signed_on": dt.date(2999, 1, 1), "mandate_signed_by": "Anne Roux"}, "mandate_signed_on"),
        ({"name": "GRAND chambéry"}, "name"),
    ],
)
def test_a_member_that_cannot_be_is_refused_at_its_field(territory: Territory, fields: dict[str, Any], where: str) -> None:
    with pytest.raises(Incomplete) as refused:
        joined(territory, **{"name": "Un groupe", **fields})
    assert set(refused.value.missing) == {where}
    assert territory.members.count() == 1


def test_the_same_sheet_is_a_member_once_whatever_it_is_called(territory: Territory) -> None:
    house = make_organisation(name="Le Tremplin")
    first = joined(territory, house)
    with pytest.raises(Incomplete):
        joined(territory, house, name="Tremplin 73")
    actions.leave(member=first, until=clock.today(), reason="Fin", heirs={}, by=None)
    assert joined(territory, house).pk != first.pk


def test_the_form_keeps_what_was_typed_and_sends_the_link_once(territory: Territory, chloe: User) -> None:
    client = visit(chloe)
    page = at(territory, "membres/ajouter/")
    sent = {"name": "Habitants du lac", "kind": "other", "role": "partner", "since": "2999-01-01", "email": "anne@exemple.test"}
    refused = client.post(page, sent)
    assert refused.status_code == 422
    assert "Habitants du lac" in refused.content.decode()
    once = {**sent, "since": "2024-03-01", "once": "7e1c1d6e-0000-4000-8000-000000000001"}
    first, second = client.post(page, once), client.post(page, once)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert territory.members.count() == 2
    assert Mail.objects.filter(to="anne@exemple.test").count() == 1


# ── Mandates ─────────────────────────────────────────────────────────────────────────────────────
def test_a_member_without_account_confirms_by_its_link_once(territory: Territory, chloe: User) -> None:
    member = joined(territory)
    key = actions.ask_mandate(member=member, email="anne@exemple.test", by=chloe)
    page, client = f"/collectifs/confirmer/{key}/", visit(None)
    assert "Pays des lacs" in client.get(page).content.decode()
    assert client.post(page, {"yes": "1", "name": ""}).status_code == 422
    member.refresh_from_db()
    assert member.mandate_signed_on is None
    assert client.post(page, {"yes": "1", "name": "Anne Roux, présidente"}).status_code == 302
    assert client.post(page, {"no": "1"}).status_code == 302
    member.refresh_from_db()
    assert (member.mandate_signed_by, str(member.mandate_signed_on)) == ("Anne Roux, présidente", str(clock.today()))
    assert member.until is None
    assert Notice.objects.filter(person=chloe, kind="territories.collective").count() == 1
    with pytest.raises(OutOfTurn):
        actions.ask_mandate(member=member, email="anne@exemple.test", by=chloe)


def test_a_member_that_says_no_is_out(territory: Territory, chloe: User) -> None:
    member = joined(territory)
    key = actions.ask_mandate(member=member, email="anne@exemple.test", by=chloe)
    assert visit(None).post(f"/collectifs/confirmer/{key}/", {"no": "1"}).status_code == 302
    member.refresh_from_db()
    assert (member.until, member.mandate_signed_on) == (clock.today(), None)
    assert "ne fait pas partie" in visit(None).get(f"/collectifs/confirmer/{key}/").content.decode()


def test_a_link_dies_with_its_address_and_none_can_be_forged(territory: Territory, chloe: User) -> None:
    member = joined(territory)
    old = actions.ask_mandate(member=member, email="anne@exemple.test", by=chloe)
    new = actions.ask_mandate(member=member, email="jean@exemple.test", by=chloe)
    other = links.make_key(rules.PROMISE_LINK, member.pk, "jean@exemple.test")
    for key, status in ((old, 410), (other, 410), (new[:-2], 410), ("n-importe-quoi", 410), (new, 200)):
        assert visit(None).get(f"/collectifs/confirmer/{key}/").status_code == status


def test_the_mandate_is_a_document_that_those_of_the_space_read(territory: Territory, chloe: User) -> None:
    member = joined(territory)
    page = at(territory, f"membres/{member.pk}/")
    paper = SimpleUploadedFile("mandat.txt", b"Nous mandatons le chef de file.", "text/plain")
    assert visit(chloe).post(page + "mandat/", {"mandate": paper}).status_code == 302
    (file,) = files_of(member, actions.MANDATE)
    outside = User.objects.create(email="passante@exemple.test", full_name="Une Passante")
    inside = make_member(joined_house(territory), role=Membership.Role.READER)
    for person, status in ((chloe, 200), (inside, 200), (outside, 404)):
        response = visit(person).get(address(file))
        assert response.status_code == status
        if status == 200:
            assert b"".join(response.streaming_content) == b"Nous mandatons le chef de file."  # type: ignore[attr-defined]
    assert visit(chloe).post(page + "mandat/", {}).status_code == 422


def joined_house(territory: Territory, name: str = "Le Tremplin") -> Organisation:
    house = make_organisation(name=name)
    joined(territory, house)
    return house


# ── Who may what ─────────────────────────────────────────────────────────────────────────────────
def test_who_enters_and_who_changes(territory: Territory, chloe: User, operator: User) -> None:
    people = {
        chloe: (200, 200),
        operator: (200, 200),
        make_lead_person(territory, Membership.Role.READER): (200, 403),
        make_member(joined_house(territory)): (200, 403),
        User.objects.create(email="passante@exemple.test", full_name="Une Passante"): (404, 404),
    }
    changes = ["membres/ajouter/", "chef-de-file/", "successeur/", "modifier/", "perimetre/"]
    for person, (reads_it, changes_it) in people.items():
        client = visit(person)
        assert client.get(at(territory)).status_code == reads_it
        assert {client.get(at(territory, page)).status_code for page in changes} == {changes_it}
        # The lead is there: nobody takes over.
        assert client.get(at(territory, "prendre-la-suite/")).status_code == (404 if reads_it == 404 else 403)


def test_the_page_asks_as_much_for_three_members_as_for_one(territory: Territory, chloe: User) -> None:
    client = visit(chloe)
    client.get(at(territory))
    with CaptureQueriesContext(connection) as one:
        client.get(at(territory))
    for number in range(3):
        joined(territory, make_organisation(), mandate_signed_on=LONG_AGO, mandate_signed_by=f"Signataire {number}")
    with CaptureQueriesContext(connection) as many:
        shown = client.get(at(territory)).content.decode()
    assert len(many) == len(one)
    assert "Signataire 2" in shown


# ── Leaving ──────────────────────────────────────────────────────────────────────────────────────
def test_a_member_that_leaves_gives_what_it_carried_and_the_rest_waits(territory: Territory, chloe: User) -> None:
    house, heir = joined_house(territory), joined_house(territory, "La Relève")
    paul = make_member(house)
    challenge = make_challenge(territory, owner=house)
    aim = make_objective(challenge)
    given, waiting, done = (make_action(aim, owner=house, pilot=paul) for _ in range(3))
    Action.objects.filter(pk=done.pk).update(state="done")
    driven = make_action(aim, owner=heir, pilot=paul)
    indicator = make_indicator(challenge, keeper=paul, keeper_organisation=house)
    member = territory.members.get(organisation=house)
    page = at(territory, f"membres/{member.pk}/depart/")
    shown = visit(chloe).get(page).content.decode()
    assert all(words in shown for words in (given.title, indicator.name, "La Relève"))
    assert f"action-{done.pk}" not in shown
    assert visit(chloe).post(page, {"until": "2999-01-01", "reason": ""}).status_code == 422
    answer = {
        "until": clock.today().isoformat(),
        "reason": "Elle se consacre à autre chose.",
        f"action-{given.pk}": str(heir.pk),
        f"indicator-{indicator.pk}": str(heir.pk),
    }
    assert visit(chloe).post(page, answer).status_code == 302
    for row in (given, waiting, done, driven, indicator, member, challenge):
        row.refresh_from_db()
    assert (given.owner, given.pilot, waiting.owner, waiting.pilot) == (heir, None, None, None)
    assert (done.owner, driven.owner, driven.pilot) == (house, heir, None)
    assert (indicator.keeper, indicator.keeper_organisation, challenge.owner) == (None, heir, None)
    assert (member.until, member.left_reason) == (clock.today(), "Elle se consacre à autre chose.")
    assert given.version == waiting.version == 2
    assert "confiée à La Relève" in given.events.get().note
    # The trail tells each thing that changed hands.
    facts = Entry.objects.filter(fact__in=["territories.ActionChanged", "territories.IndicatorChanged", "territories.ChallengeChanged"])
    assert Counter(facts.values_list("fact", flat=True)) == {
        "territories.ActionChanged": 3,
        "territories.IndicatorChanged": 2,
        "territories.ChallengeChanged": 1,
    }
    assert "à reprendre" in waiting.events.get().note
    assert reads.to_take_back(territory) == ([waiting], [])
    assert not rules.visible_spaces(paul).exists()
    assert not rules.can_edit_action(paul, waiting)
    assert Notice.objects.filter(person=paul, text_fr__contains="quitte").count() == 1
    kept = visit(chloe).get(at(territory)).content.decode()
    assert "Elle se consacre à autre chose." in kept
    assert "À reprendre" in kept


def test_what_somebody_drives_stays_theirs_when_they_are_of_another_member(territory: Territory) -> None:
    house, other = joined_house(territory), joined_house(territory, "La Relève")
    paul = make_member(house)
    make_member(other, user=paul)
    action = make_action(make_objective(make_challenge(territory)), pilot=paul)
    actions.leave(member=territory.members.get(organisation=house), until=clock.today(), reason="Fin", heirs={}, by=None)
    action.refresh_from_db()
    assert (action.pilot, action.version) == (paul, 1)


def test_the_lead_does_not_leave_and_nobody_leaves_twice(territory: Territory) -> None:
    with pytest.raises(OutOfTurn):
        actions.leave(member=territory.members.get(), until=clock.today(), reason="Fin", heirs={}, by=None)
    member = joined(territory)
    actions.leave(member=member, until=clock.today(), reason="Fin", heirs={}, by=None)
    with pytest.raises(OutOfTurn):
        actions.leave(member=member, until=clock.today(), reason="Encore", heirs={}, by=None)
    with pytest.raises(OutOfTurn):
        actions.edit_member(member=member, kind="ess", role="partner", since=LONG_AGO, name="Autre", by=None)


# ── Who carries the territory ────────────────────────────────────────────────────────────────────
def test_rights_follow_the_lead_at_once(territory: Territory, chloe: User) -> None:
    house = joined_house(territory)
    awa = make_member(house)
    leading.name_successor(territory=territory, successor=house, by=chloe)
    page, answer = (
        at(territory, "chef-de-file/"),
        {"lead": str(house.pk), "since": clock.today().isoformat(), "reason": "Décision du comité."},
    )
    assert visit(chloe).post(page, answer).status_code == 302
    territory.refresh_from_db()
    assert (territory.lead, territory.successor) == (house, None)
    assert rules.can_run(awa, territory)
    assert not rules.can_run(chloe, territory)
    # The one that led stays a member, and enters.
    assert visit(chloe).get(at(territory)).status_code == 200
    assert visit(chloe).get(page).status_code == 403
    first, second = territory.lead_periods.all()
    assert (first.organisation, first.until, first.reason, first.by) == (house, None, "Décision du comité.", chloe)
    assert (second.until, territory.members.filter(role="lead", until=None).get().organisation) == (clock.today(), house)
    told = Notice.objects.filter(kind="territories.lead").values_list("person", flat=True)
    assert set(told) == {chloe.pk, awa.pk}
    shown = visit(chloe).get(at(territory)).content.decode()
    assert "Le label a été attribué à Grand Chambéry" in shown.replace("\u00a0", " ")


def test_a_lead_is_chosen_among_members_and_changes_to_another(territory: Territory, chloe: User) -> None:
    stranger, house = make_organisation(), joined_house(territory)
    for fields, where in (
        ({"lead": stranger, "since": clock.today(), "reason": "Oui"}, "lead"),
        ({"lead": house, "since": dt.date(2999, 1, 1), "reason": "Oui"}, "since"),
        ({"lead": house, "since": dt.date(2019, 1, 1), "reason": "Oui"}, "since"),
        ({"lead": house, "since": clock.today(), "reason": ""}, "reason"),
    ):
        with pytest.raises(Incomplete) as refused:
            leading.change_lead(territory=territory, by=chloe, **fields)  # type: ignore[arg-type]
        assert set(refused.value.missing) == {where}
    assert territory.lead is not None
    with pytest.raises(OutOfTurn):
        leading.change_lead(territory=territory, lead=territory.lead, since=clock.today(), reason="Oui", by=chloe)
    with pytest.raises(Incomplete):
        leading.name_successor(territory=territory, successor=stranger, by=chloe)


@pytest.mark.parametrize("how", ["closed", "nobody"])
def test_when_the_lead_disappears_its_successor_takes_over(territory: Territory, chloe: User, operator: User, how: str) -> None:
    house, other = joined_house(territory), joined_house(territory, "La Relève")
    awa, paul = make_member(house), make_member(other)
    leading.name_successor(territory=territory, successor=house, by=chloe)
    page = at(territory, "prendre-la-suite/")
    assert visit(awa).get(page).status_code == 403
    assert territory.lead is not None
    if how == "closed":
        Organisation.objects.filter(pk=territory.lead.pk).update(closed_on=clock.today())
    else:
        territory.lead.memberships.update(until=clock.now())
    assert [visit(one).get(page).status_code for one in (awa, paul, operator)] == [200, 403, 200]
    assert "Prendre la suite" in visit(awa).get(at(territory)).content.decode()
    answer = {"lead": str(house.pk), "since": clock.today().isoformat(), "reason": "Le chef de file a disparu."}
    assert visit(awa).post(page, answer).status_code == 302
    territory.refresh_from_db()
    assert territory.lead == house
    assert visit(awa).get(page).status_code == 403


def test_an_operator_gives_a_lead_to_a_territory_that_has_none(territory: Territory, operator: User) -> None:
    house = joined_house(territory)
    territory.members.filter(role="lead").delete()
    territory.lead_periods.all().delete()
    Territory.objects.filter(pk=territory.pk).update(lead=None)
    answer = {"lead": str(house.pk), "since": clock.today().isoformat(), "reason": "Le collectif se reforme."}
    assert visit(operator).post(at(territory, "prendre-la-suite/"), answer).status_code == 302
    territory.refresh_from_db()
    assert territory.lead == house


def test_a_successor_that_leaves_is_no_longer_one(territory: Territory, chloe: User) -> None:
    house = joined_house(territory)
    leading.name_successor(territory=territory, successor=house, by=chloe)
    actions.leave(member=territory.members.get(organisation=house), until=clock.today(), reason="Fin", heirs={}, by=chloe)
    territory.refresh_from_db()
    assert territory.successor is None


# ── Composition, governance, perimeter ───────────────────────────────────────────────────────────
def test_the_composition_is_read_on_those_who_are_bound(territory: Territory) -> None:
    signed: dict[str, Any] = {"mandate_signed_on": LONG_AGO, "mandate_signed_by": "Anne Roux"}
    joined(territory, name="Coopérative", kind="ess", **signed)
    joined(territory, name="Incubateur", kind="support")
    found = reads.composition_of(territory, reads.collective_of(territory).members)
    assert found.call is None
    assert [(one.bound, one.waiting) for one in found.conditions] == [(["Grand Chambéry"], []), (["Coopérative"], []), ([], ["Incubateur"])]
    assert not found.is_met


def test_a_call_may_ask_for_others(territory: Territory) -> None:
    label = territory.territory_labels.get().label
    assert territory.lead is not None
    file = make_submitted(make_call(label_kind=label.kind.code), organisation=territory.lead)
    Application.objects.filter(pk=file.pk).update(state=Application.State.GRANTED)
    type(label).objects.filter(pk=label.pk).update(territory=territory.lead.name)
    EligibilityRule.objects.create(
        call=file.call,
        code="collectif",
        position=9,
        subject="collective",
        question="Qui ?",
        wanted={"kinds": {"research": "un laboratoire"}},
    )
    found = reads.composition_of(territory, reads.collective_of(territory).members)
    assert (found.call, [one.words for one in found.conditions]) == (file.call, ["un laboratoire"])


def _seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_two_people_who_change_a_member_see_both(territory: Territory, chloe: User, operator: User) -> None:
    house = joined_house(territory)
    member = territory.members.get(organisation=house)
    page, client = at(territory, f"membres/{member.pk}/modifier/"), visit(chloe)
    seen = _seen(client.get(page).text)
    sent = {"name": member.name, "kind": member.kind, "role": "funder", "since": member.since.isoformat(), "email": "elle@exemple.test"}
    assert visit(operator).post(page, {**sent, "role": "support", "seen": seen}).status_code == 302
    shown = client.post(page, {**sent, "seen": seen})
    assert (shown.status_code, "Accompagnement" in shown.text, "elle@exemple.test" in shown.text) == (422, True, True)
    member.refresh_from_db()
    assert member.role == "support"
    assert client.post(page, {**sent, "seen": _seen(shown.text)}).status_code == 302
    member.refresh_from_db()
    assert member.role == "funder"


def test_two_people_who_write_the_governance_see_both(territory: Territory, chloe: User, operator: User) -> None:
    page, client = at(territory, "modifier/"), visit(chloe)
    seen = _seen(client.get(page).text)
    sent = {"governance": "Par consensus.", "contact_name": "", "contact_email": ""}
    assert visit(operator).post(page, {**sent, "governance": "Par vote.", "seen": seen}).status_code == 302
    shown = client.post(page, {**sent, "seen": seen})
    assert (shown.status_code, "Par vote." in shown.text, "Par consensus." in shown.text) == (422, True, True)
    territory.refresh_from_db()
    assert territory.governance == "Par vote."


def test_governance_and_contact_are_written(territory: Territory, chloe: User) -> None:
    answer = {"governance": "Un comité par trimestre.", "contact_name": "Chloé", "contact_email": "pas une adresse"}
    refused = visit(chloe).post(at(territory, "modifier/"), answer)
    assert refused.status_code == 422
    assert "Un comité par trimestre." in refused.content.decode()
    assert visit(chloe).post(at(territory, "modifier/"), {**answer, "contact_email": "chloe@exemple.test"}).status_code == 302
    territory.refresh_from_db()
    assert (territory.governance, territory.contact_email) == ("Un comité par trimestre.", "chloe@exemple.test")


def test_the_perimeter_is_several_places_and_words(territory: Territory, chloe: User) -> None:
    make_places()
    page, client = at(territory, "perimetre/"), visit(chloe)
    asked = client.post(page, {"places": [], "lieu": "Chambéry", "words": "Et la vallée.", "search": "places"})
    assert 'value="commune:73065" checked' in asked.content.decode()
    assert client.post(page, {"lieu": "Nulle part ailleurs", "words": "Et la vallée."}).status_code == 422
    assert not territory.territory_places.exists()
    sent = {"places": ["commune:73065", "departement:93"], "words": "Et la vallée."}
    assert client.post(page, sent).status_code == 302
    assert client.post(page, {"places": ["commune:73065"], "words": "Et la vallée."}).status_code == 302
    territory.refresh_from_db()
    assert territory.perimeter_words == "Et la vallée."
    assert [link.place for link in territory.territory_places.filter(until=None)] == [make_place("commune:73065")]
    assert territory.territory_places.exclude(until=None).get().place.code == "93"


# ── Sheets that merge ────────────────────────────────────────────────────────────────────────────
def test_a_member_whose_sheet_is_merged_stays_in_the_collective(territory: Territory, operator: User) -> None:
    old, kept = joined_house(territory), make_organisation(name="Le Grand Tremplin")
    awa = make_member(kept)
    merge_organisations(kept=kept, absorbed=old, take={}, by=operator)
    assert territory.members.get(name="Le Tremplin").organisation == kept
    assert list(rules.visible_spaces(awa)) == [territory]


def test_page_of_a_territory_that_nobody_has_ever_carried(territory: Territory, operator: User) -> None:
    territory.lead_periods.all().delete()
    Territory.objects.filter(pk=territory.pk).update(lead=None)
    page = visit(operator).get(at(territory))
    assert page.status_code == 200
    assert "Personne ne porte ce territoire" in page.content.decode()
