"""Reviews: expected from the label's day, made from facts, locked, corrected beside, concluded by somebody without a tie."""

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.calls.delays import add_months
from frenchimpact.core import clock
from frenchimpact.core.autosave import Change
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.core.periods import first_of, last_closed
from frenchimpact.journal.models import Entry
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_operator, make_person
from frenchimpact.territories.actions import reviews as actions
from frenchimpact.territories.actions.measurements import Given, record_value
from frenchimpact.territories.messages import reviews as messages
from frenchimpact.territories.models import (
    Action,
    Challenge,
    Indicator,
    Measurement,
    Review,
    SupportRequest,
    Territory,
)
from frenchimpact.territories.queries import reports
from frenchimpact.territories.queries.reviews import facts_of, find_published_review
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)

pytestmark = pytest.mark.django_db


def months_ago(months: int) -> dt.date:
    return add_months(clock.today(), -months)


def make_review(territory: Territory, kind: str = "yearly", **fields: Any) -> Review:
    """One whose period was over yesterday."""
    yesterday = clock.today() - dt.timedelta(days=1)
    values = {"starts_on": yesterday - dt.timedelta(days=364), "ends_on": yesterday, "due_on": yesterday + dt.timedelta(days=60), **fields}
    return Review.objects.create(territory=territory, kind=kind, **{"state": Review.State.DATA_DUE, **values})


@pytest.fixture
def territory() -> Territory:
    return make_territory("Vallées solidaires")


@pytest.fixture
def challenge(territory: Territory) -> Challenge:
    return make_challenge(territory, help_sought="Un local de 300 m²")


@pytest.fixture
def action(challenge: Challenge) -> Action:
    return make_action(make_objective(challenge))


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def operator() -> User:
    return make_operator()


def measured(challenge: Challenge, value: int) -> tuple[Indicator, Measurement]:
    indicator = make_indicator(challenge, frequency="month")
    on = last_closed(clock.today(), "month")
    return indicator, Measurement.objects.create(indicator=indicator, starts_on=first_of(on, "month"), ends_on=on, value=Decimal(value))


# ── Expected from the label's day ────────────────────────────────────────────────────────────────
def test_three_quarters_then_the_year_from_the_label_s_day() -> None:
    since = dt.date(2026, 1, 31)
    found = list(actions.periods(since, today=dt.date(2026, 1, 31)))
    assert [(kind, starts.isoformat(), ends.isoformat()) for kind, starts, ends in found] == [
        ("quarterly", "2026-01-31", "2026-04-29"),
        ("quarterly", "2026-04-30", "2026-07-30"),
        ("quarterly", "2026-07-31", "2026-10-30"),
        ("yearly", "2026-01-31", "2027-01-30"),
    ]


def test_the_past_of_an_old_label_is_not_asked_for() -> None:
    found = list(actions.periods(dt.date(2019, 6, 1), today=dt.date(2026, 11, 30)))
    assert all(ends >= dt.date(2026, 11, 30) for _kind, _starts, ends in found)
    assert found[0] == ("quarterly", dt.date(2026, 9, 1), dt.date(2026, 11, 30))


def test_only_territories_with_a_plan_have_reviews_and_once(territory: Territory) -> None:
    assert actions.schedule_reviews() == 0
    make_action(make_objective(make_challenge(territory)))
    assert actions.schedule_reviews() == 4
    assert actions.schedule_reviews() == 0
    yearly = territory.reviews.get(kind="yearly")
    label = territory.territory_labels.get().label
    assert (yearly.starts_on, yearly.due_on) == (label.granted_on, yearly.ends_on + dt.timedelta(days=60))


def test_a_review_that_was_moved_is_not_made_again(territory: Territory, action: Action, chloe: User) -> None:
    actions.schedule_reviews()
    review = territory.reviews.filter(kind="quarterly").order_by("ends_on")[0]
    end = review.ends_on + dt.timedelta(days=20)
    Review.objects.filter(territory=territory, kind="quarterly").exclude(pk=review.pk).delete()
    actions.move_review(review=review, starts_on=review.starts_on, ends_on=end, due_on=end + dt.timedelta(days=10), by=chloe)
    actions.schedule_reviews()
    assert territory.reviews.filter(kind="quarterly", ends_on__lte=end + dt.timedelta(days=20)).count() == 1


def test_a_label_that_no_longer_holds_asks_for_nothing(territory: Territory, action: Action) -> None:
    label = territory.territory_labels.get().label
    type(label).objects.filter(pk=label.pk).update(status="withdrawn")
    assert actions.schedule_reviews() == 0


def test_when_its_period_is_over_a_review_opens_and_those_who_carry_the_territory_are_told(territory: Territory, chloe: User) -> None:
    review = make_review(territory, "quarterly", state=Review.State.SCHEDULED)
    make_review(territory, state=Review.State.SCHEDULED, ends_on=clock.today() + dt.timedelta(days=9))
    assert actions.open_due_reviews() == 1
    review.refresh_from_db()
    assert review.state == Review.State.DATA_DUE
    notice = Notice.objects.get(person=chloe, kind="territories.review_open")
    assert (notice.is_task, notice.due_on, notice.url) == (
        True,
        review.due_on,
        f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/",
    )


def test_reminders_leave_once_and_the_programme_hears_of_late_ones(territory: Territory, chloe: User, operator: User) -> None:
    make_review(territory, due_on=clock.today() - dt.timedelta(days=1), starts_on=months_ago(14), ends_on=months_ago(2))
    actions.remind_reviews()
    actions.remind_reviews()
    assert Notice.objects.filter(kind="territories.review_reminder", person=chloe).count() == 1
    assert Notice.objects.filter(kind="territories.review_late", person=operator).count() == 1


def test_two_reviews_of_the_same_period_are_refused(territory: Territory, chloe: User) -> None:
    review = make_review(territory)
    dates = {"ends_on": review.ends_on + dt.timedelta(days=40), "due_on": review.ends_on + dt.timedelta(days=90)}
    with pytest.raises(Incomplete, match="raconte déjà ces jours-là"):
        actions.plan_review(territory=territory, kind="yearly", starts_on=review.ends_on, by=chloe, **dates)
    other = actions.plan_review(territory=territory, kind="yearly", starts_on=review.ends_on + dt.timedelta(days=1), by=chloe, **dates)
    with pytest.raises(Incomplete, match="raconte déjà ces jours-là"):
        actions.move_review(review=other, starts_on=review.starts_on, by=chloe, **dates)
    # A quarter inside the year is another kind of review.
    actions.plan_review(
        territory=territory, kind="quarterly", starts_on=months_ago(3), ends_on=months_ago(1), due_on=clock.today(), by=chloe
    )


@pytest.mark.parametrize("wrong", [{"ends_on": -10}, {"due_on": -5}])
def test_dates_in_disorder_are_refused_at_their_field(territory: Territory, chloe: User, wrong: dict[str, int]) -> None:
    today = clock.today()
    dates = {"starts_on": today, "ends_on": today + dt.timedelta(days=9), "due_on": today + dt.timedelta(days=20)}
    dates |= {name: today + dt.timedelta(days=days) for name, days in wrong.items()}
    with pytest.raises(Incomplete) as refused:
        actions.plan_review(territory=territory, kind="quarterly", by=chloe, **dates)
    assert list(refused.value.missing) == list(wrong)


# ── The quarterly update ─────────────────────────────────────────────────────────────────────────
def test_the_quarterly_update_is_one_page(client: Client, territory: Territory, challenge: Challenge, chloe: User, operator: User) -> None:
    review = make_review(territory, "quarterly")
    messages.tell_open(review)
    client.force_login(chloe)
    page = f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/"
    assert "Envoyer le point" in client.get(page).text
    refused = client.post(page + "couleurs/", {f"light-{challenge.pk}": "red", f"text-{challenge.pk}": ""})
    assert refused.status_code == 422
    assert "Dites en quelques mots ce qui ne va pas" in refused.text
    client.post(page + "couleurs/", {f"light-{challenge.pk}": "orange", f"text-{challenge.pk}": "Le local tarde."})
    review.refresh_from_db()
    assert (review.state, review.concluded_by) == (Review.State.CONCLUDED, chloe)
    assert "Le local tarde." in client.get(page).text
    # What was expected is done; the programme reads it.
    assert not Notice.objects.filter(kind="territories.review_open", done_at=None).exists()
    assert Notice.objects.filter(kind="territories.review_update", person=operator).count() == 1


def test_an_update_sent_twice_is_refused(territory: Territory, challenge: Challenge, chloe: User) -> None:
    review = make_review(territory, "quarterly")
    actions.send_update(review=review, lights={challenge.pk: ("green", "")}, by=chloe)
    with pytest.raises(OutOfTurn):
        actions.send_update(review=review, lights={challenge.pk: ("red", "Non.")}, by=chloe)


def test_a_challenge_of_another_territory_gets_no_light(territory: Territory, challenge: Challenge, chloe: User) -> None:
    other = make_challenge(make_territory("Ailleurs"))
    review = make_review(territory, "quarterly")
    actions.send_update(review=review, lights={challenge.pk: ("green", ""), other.pk: ("red", "Non.")}, by=chloe)
    assert [light.challenge for light in review.lights.all()] == [challenge]


def test_the_lights_of_a_year_are_in_the_trail(territory: Territory, challenge: Challenge, chloe: User) -> None:
    actions.save_lights(review=make_review(territory), lights={challenge.pk: ("green", "")}, by=chloe)
    assert Entry.objects.get(fact="territories.ReviewLit").by == chloe


# ── Facts ────────────────────────────────────────────────────────────────────────────────────────
def test_the_facts_of_a_period(territory: Territory, challenge: Challenge, action: Action) -> None:
    _indicator, value = measured(challenge, 301)
    action.budget_lines.create(year=2026, funder="Banque des Territoires", planned=Decimal("62000.50"), secured=Decimal(40000))
    Action.objects.filter(pk=action.pk).update(state="blocked", blocked_by="Le bail", blocked_on=clock.today())
    action.events.create(verb="block", state="blocked", at=clock.now() - dt.timedelta(days=10))
    member = territory.members.get()
    gone = territory.members.create(name="Partie", kind=member.kind, since=months_ago(24), until=months_ago(1), left_reason="Fusion")
    meeting = territory.meetings.create(
        kind="steering", title="COPIL", state="held", starts_at=clock.now() - dt.timedelta(days=5), ends_at=clock.now()
    )
    meeting.attendances.create(member=member, is_present=True)
    request = territory.support_requests.create(kind="engineering", title="Trois jours", text="…", state="sent", sent_at=clock.now())
    party = territory.parties.create(side="state", name="L’État")
    territory.commitments.create(party=party, title="Douze jours", due_on=clock.today() - dt.timedelta(days=40))

    facts = facts_of(territory, months_ago(12), clock.today())

    [figure] = facts["indicators"]
    assert (figure["value"], figure["value_on"], figure["target"]) == ("301", value.ends_on.isoformat(), "400")
    assert facts["budget"] == [
        {"year": 2026, "unit": "eur", "funder": "Banque des Territoires", "planned": "62000.5", "secured": "40000", "spent": "0"}
    ]
    assert facts["actions"]["by_state"] == {"blocked": 1}
    assert facts["actions"]["changed"] == [{"code": action.code, "title": action.title, "before": None, "after": "blocked"}]
    assert [(one["code"], one["request"]) for one in facts["blocks"]] == [(action.code, None)]
    assert facts["needs"]["requests"][0]["id"] == request.pk
    assert facts["needs"]["sought"] == [{"challenge": 1, "text": "Un local de 300 m²"}]
    assert [(one["name"], one["due"], one["rate"]) for one in facts["promises"]["parties"]] == [("L’État", 1, 0)]
    assert [one["name"] for one in facts["members"]["left"]] == [gone.name]
    assert [(one["title"], one["came"]) for one in facts["meetings"]] == [("COPIL", 1)]
    assert [one["what"] for one in facts["missing"]] == ["source", "spent", "unblock"]


def test_the_state_of_an_action_is_that_of_the_closing_day(territory: Territory, action: Action) -> None:
    Action.objects.filter(pk=action.pk).update(state="done", created_at=clock.now() - dt.timedelta(days=300))
    action.events.create(verb="start", state="in_progress", at=clock.now() - dt.timedelta(days=200))
    action.events.create(verb="finish", state="done", at=clock.now() - dt.timedelta(days=2))
    facts = facts_of(territory, clock.today() - dt.timedelta(days=100), clock.today() - dt.timedelta(days=10))
    assert (facts["actions"]["by_state"], facts["actions"]["changed"]) == ({"in_progress": 1}, [])


def test_facts_take_the_same_statements_whatever_there_is(
    territory: Territory, challenge: Challenge, action: Action, django_assert_num_queries: Any
) -> None:
    def read(count: int) -> None:
        with django_assert_num_queries(count):
            facts_of(territory, months_ago(12), clock.today())

    measured(challenge, 301)
    read(14)
    for number in range(2, 5):
        measured(make_challenge(territory, number), 20)
        make_action(make_objective(challenge, number), state="blocked", blocked_by="Bail", blocked_on=clock.today())
        party = territory.parties.create(side="funder", name=f"Fonds {number}")
        territory.commitments.create(party=party, title="Un don", due_on=clock.today())
    read(14)


# ── Locked, corrected, concluded, published ──────────────────────────────────────────────────────
def test_a_locked_review_keeps_its_figures_and_shows_what_was_corrected(
    client: Client, territory: Territory, challenge: Challenge, chloe: User
) -> None:
    indicator, value = measured(challenge, 301)
    review = actions.lock_review(review=make_review(territory), by=chloe)
    assert reports.corrections_of(review) == {}
    value.versions.create(version=1, value=value.value, via="form", at=value.at, reason="Erreur de pesée")
    Measurement.objects.filter(pk=value.pk).update(value=Decimal(297), version=2)
    review.refresh_from_db()
    assert review.facts is not None
    assert review.facts["indicators"][0]["value"] == "301"
    assert reports.corrections_of(review)[indicator.pk].words == "corrigé depuis : 301 → 297, Erreur de pesée"
    client.force_login(chloe)
    text = client.get(f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/").text
    assert "301 → 297, Erreur de pesée" in text
    assert "1 chiffre a été corrigé depuis" in text


def test_a_figure_given_after_the_lock_is_told_as_such(territory: Territory, challenge: Challenge, chloe: User) -> None:
    indicator = make_indicator(challenge, frequency="month")
    review = actions.lock_review(review=make_review(territory), by=chloe)
    on = last_closed(clock.today(), "month")
    given = Given(indicator.pk, first_of(on, "month"), on, Decimal(12), reason="Relevé retrouvé")
    record_value(territory=territory, given=given, via="form", by=chloe)
    assert reports.corrections_of(review)[indicator.pk].words.startswith("donné depuis : 12\u00a0tonnes")


def test_the_print_of_the_facts_is_of_their_canonical_form() -> None:
    assert reports.fingerprint({"b": 1, "a": "é"}) == reports.fingerprint({"a": "é", "b": 1})
    assert reports.fingerprint({"b": 1, "a": "é"}) == hashlib.sha256('{"a":"é","b":1}'.encode()).hexdigest()


def test_figures_are_not_locked_before_the_period_is_over(territory: Territory, chloe: User) -> None:
    review = make_review(territory, ends_on=clock.today(), due_on=clock.today())
    with pytest.raises(Refusal, match="inclus"):
        actions.lock_review(review=review, by=chloe)


def test_a_locked_review_does_not_move(territory: Territory, chloe: User) -> None:
    review = actions.lock_review(review=make_review(territory), by=chloe)
    with pytest.raises(Refusal, match="ne changent plus"):
        actions.move_review(review=review, starts_on=review.starts_on, ends_on=review.ends_on, due_on=clock.today(), by=chloe)
    with pytest.raises(OutOfTurn):
        actions.lock_review(review=review, by=chloe)


def test_the_programme_is_asked_to_conclude_but_not_somebody_of_the_lead(territory: Territory, chloe: User, operator: User) -> None:
    assert territory.lead is not None
    tied = make_operator(email="liee@exemple.test")
    make_member(territory.lead, user=tied)
    actions.lock_review(review=make_review(territory), by=chloe)
    told = Notice.objects.filter(kind="territories.review_to_conclude")
    assert [notice.person for notice in told] == [operator]


def test_who_concludes_does_not_fill_it_in(client: Client, territory: Territory, challenge: Challenge, operator: User) -> None:
    review = make_review(territory)
    client.force_login(operator)
    page = f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/"
    for name in ("couleurs/", "chiffres/", "recit/", "publier/", "dates/"):
        assert (name, client.post(page + name, {"narrative": "Oui"}).status_code) == (name, 403)
    review.refresh_from_db()
    assert (review.state, review.narrative) == ("data_due", "")
    assert "Arrêter les chiffres" not in client.get(page).text


def test_somebody_tied_to_the_lead_never_concludes(client: Client, territory: Territory, chloe: User, operator: User) -> None:
    assert territory.lead is not None
    make_member(territory.lead, user=operator)
    review = actions.lock_review(review=make_review(territory), by=chloe)
    with pytest.raises(Refusal, match="une autre personne doit conclure"):
        actions.conclude_review(review=review, conclusion="continue", reasons="Bien.", by=operator)
    client.force_login(operator)
    page = f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/"
    assert client.post(page + "conclusion/", {"conclusion": "continue", "reasons": "Bien."}).status_code == 403
    assert "une autre personne du programme conclut ce bilan" in client.get(page).text


def test_a_review_is_concluded_with_a_plan_then_published(
    client: Client, territory: Territory, challenge: Challenge, chloe: User, operator: User
) -> None:
    measured(challenge, 301)
    review = actions.lock_review(review=make_review(territory), by=chloe)
    client.force_login(operator)
    page = f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/"
    said = {"conclusion": "continue_with_plan", "reasons": "Deux défis sur trois avancent."}
    refused = client.post(page + "conclusion/", said)
    assert (refused.status_code, "Un plan d’amélioration a au moins une étape." in refused.text) == (422, True)
    assert "Deux défis sur trois avancent." in refused.text
    client.post(page + "conclusion/", {**said, "step_1": "Nommer un pilote", "due_1": "2027-03-01"})
    review.refresh_from_db()
    assert (review.state, review.conclusion, review.concluded_by) == ("concluded", "continue_with_plan", operator)
    assert [(one.text, one.due_on, one.by) for one in review.recommendations.all()] == [("Nommer un pilote", dt.date(2027, 3, 1), operator)]
    assert Notice.objects.filter(kind="territories.review_concluded", person=chloe).exists()
    public = f"/territoires/{territory.slug}/bilans/{review.ends_on}/"
    assert client.get(public).status_code == 404
    client.force_login(chloe)
    client.post(page + "publier/")
    client.logout()
    text = client.get(public).text
    assert "Deux défis sur trois avancent." in text
    assert "Nommer un pilote" in text
    assert client.get(public + "bilan.pdf").content.startswith(b"%PDF-")
    assert client.get(f"/en{public}").status_code == 200


def test_a_conclusion_has_reasons_and_dates(territory: Territory, chloe: User, operator: User) -> None:
    review = actions.lock_review(review=make_review(territory), by=chloe)
    with pytest.raises(Incomplete) as refused:
        actions.conclude_review(review=review, conclusion="", reasons=" ", plan=[("Nommer un pilote", None)], by=operator)
    assert set(refused.value.missing) == {"conclusion", "reasons", "due_1"}
    with pytest.raises(Refusal, match="une fois conclu"):
        actions.publish_review(review=review, by=chloe)


def test_a_review_is_not_concluded_before_its_figures_are_locked(territory: Territory, operator: User) -> None:
    with pytest.raises(Refusal, match="doivent être arrêtés"):
        actions.conclude_review(review=make_review(territory), conclusion="continue", reasons="Bien.", by=operator)


def test_an_unpublished_review_is_nobody_s_to_read(territory: Territory) -> None:
    from django.http import Http404

    review = make_review(territory)
    for day in (review.ends_on.isoformat(), "demain", "2026-02-30"):
        with pytest.raises(Http404):
            find_published_review(None, territory.slug, day)  # type: ignore[arg-type]


# ── The narrative ────────────────────────────────────────────────────────────────────────────────
def test_two_people_who_write_the_narrative_see_both_texts(client: Client, territory: Territory, chloe: User) -> None:
    assert territory.lead is not None
    review, paul = make_review(territory), make_member(territory.lead)
    actions.save_narrative(review=review, changes={"narrative": Change("Le texte de Paul.", 0)}, page="p", by=paul)
    client.force_login(chloe)
    page = f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/"
    both = client.post(page + "recit/", {"narrative": "Le texte de Chloé.", "marks": '{"narrative": 0}', "page": "c"})
    assert both.status_code == 409
    assert "Le texte de Paul." in both.text
    assert "Le texte de Chloé." in both.text
    client.post(page + "recit/", {"narrative": "Les deux.", "marks": '{"narrative": 1}', "page": "c"})
    review.refresh_from_db()
    assert review.narrative == "Les deux."


def test_the_narrative_saves_by_itself_until_the_conclusion(client: Client, territory: Territory, chloe: User, operator: User) -> None:
    review = make_review(territory)
    client.force_login(chloe)
    page = f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/recit/"
    body = '{"changes": {"narrative": {"value": "Une année.", "version": 0}}}'
    assert client.patch(page, body, content_type="application/json").json()["versions"] == {"narrative": 1}
    too_long = client.post(page, {"narrative": "x" * 12_001, "marks": '{"narrative": 1}'})
    assert (too_long.status_code, "raccourcissez" in too_long.text, "x" * 12_001 in too_long.text) == (422, True, True)
    review = actions.lock_review(review=review, by=chloe)
    actions.conclude_review(review=review, conclusion="continue", reasons="Bien.", by=operator)
    assert client.patch(page, body, content_type="application/json").status_code == 409


# ── Who enters ───────────────────────────────────────────────────────────────────────────────────
def test_a_member_reads_and_a_stranger_does_not(client: Client, territory: Territory, challenge: Challenge) -> None:
    from frenchimpact.organisations.tests.factories import make_organisation

    review = make_review(territory)
    house = make_organisation(name="Membre")
    territory.members.create(name="Membre", organisation=house, kind="ess", since=clock.today())
    page = f"/mon-espace/territoires/{territory.reference}/bilans/{review.pk}/"
    client.force_login(make_member(house))
    assert client.get(page).status_code == 200
    assert "Arrêter les chiffres" not in client.get(page).text
    assert client.post(page + "chiffres/").status_code == 403
    client.force_login(make_person("Personne"))
    assert client.get(page).status_code == 404


def test_an_empty_space_says_what_to_do(client: Client, territory: Territory, chloe: User) -> None:
    client.force_login(chloe)
    text = client.get(f"/mon-espace/territoires/{territory.reference}/bilans/").text
    assert "dès que le plan a une action" in text


def test_a_support_request_of_a_block_is_told(territory: Territory, action: Action) -> None:
    Action.objects.filter(pk=action.pk).update(state="blocked", blocked_by="Le bail", blocked_on=clock.today())
    request = SupportRequest.objects.create(territory=territory, kind="barrier", action=action, title="Le bail")
    [block] = facts_of(territory, months_ago(12), clock.today())["blocks"]
    assert (block["request"], block["request_state"]) == (request.pk, "draft")
