"""The dashboard of a territory: what waits first, each challenge in a sentence, as many statements whatever there is."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.core import clock
from frenchimpact.territories.models import Action, Commitment, Meeting, Party, Proposal, Territory
from frenchimpact.territories.queries.dashboard import dashboard
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)

pytestmark = pytest.mark.django_db


def words(territory: Territory) -> str:
    return "\n".join(alert.words for alert in dashboard(territory).alerts)


def test_a_young_territory_is_told_where_to_begin() -> None:
    territory = make_territory()
    assert "Il manque 3 défis." in words(territory)
    client = Client()
    client.force_login(make_lead_person(territory))
    html = client.get(f"/mon-espace/territoires/{territory.reference}/").content.decode()
    assert "Écrire le premier défi" in html


def test_everything_that_waits_is_there_with_its_page() -> None:
    territory = make_territory(challenge_count=1)
    challenge = make_challenge(territory)
    aim, yesterday = make_objective(challenge), clock.today() - dt.timedelta(days=1)
    make_action(aim, title="Collecter à vélo", state=Action.State.BLOCKED, blocked_by="Aucune réponse.", blocked_on=yesterday)
    make_action(aim, ends_on=yesterday)
    make_indicator(challenge, name="Tonnes", due_on=yesterday)
    party = Party.objects.create(territory=territory, side=Party.Side.STATE, name="L’État")
    Commitment.objects.create(territory=territory, party=party, title="Répondre", due_on=yesterday)
    proposal = {"challenge": challenge, "kind": "offer", "name": "Awa", "email": "awa@exemple.test", "text": "Un local."}
    Proposal.objects.create(**proposal, confirmed_at=clock.now())
    # Nobody reads it before its address is confirmed.
    Proposal.objects.create(**proposal)
    label = territory.territory_labels.get().label
    label.valid_until = clock.today() + dt.timedelta(days=90)
    label.save()
    found = words(territory)
    for expected in (
        "« Collecter à vélo » est bloquée : Aucune réponse.",
        "1 indicateur est en retard : Tonnes",
        "1 action a dépassé sa date",
        "1 promesse n’est pas tenue à sa date",
        "1 proposition attend une réponse",
        "Le label se termine le",
    ):
        assert expected in found
    client = Client()
    client.force_login(make_lead_person(territory))
    for alert in dashboard(territory).alerts:
        assert client.get(alert.url).status_code == 200, alert


def test_the_next_meeting_and_the_sentence_of_a_challenge() -> None:
    territory = make_territory(challenge_count=1)
    challenge = make_challenge(territory)
    indicator = make_indicator(challenge, last_on=dt.date(2026, 12, 31), last_value=Decimal(301))
    indicator.measurements.create(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31), value=301)
    now = clock.now()
    for days in (20, 10, -10):
        start = now + dt.timedelta(days=days)
        Meeting.objects.create(
            territory=territory, kind="steering", title=f"Dans {days} jours", starts_at=start, ends_at=start + dt.timedelta(hours=2)
        )
    read = dashboard(territory)
    assert read.next_meeting is not None
    assert read.next_meeting.title == "Dans 10 jours"
    assert read.challenges[0].line is not None
    assert read.challenges[0].line.trajectory.sentence.startswith("301\xa0tonnes")


def test_as_many_statements_with_one_challenge_or_nine() -> None:
    territory = make_territory(challenge_count=9)
    counts = []
    for numbers in ([1], range(2, 10)):
        for number in numbers:
            challenge = make_challenge(territory, number)
            make_action(make_objective(challenge))
            make_indicator(challenge)
        with CaptureQueriesContext(connection) as captured:
            dashboard(territory)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
