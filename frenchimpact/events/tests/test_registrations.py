"""Seats are never taken twice, and go to the first who waits."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.events.actions.events import cancel_event, change_event, postpone_event, reschedule_event, set_quotas
from frenchimpact.events.actions.registrations import cancel_registration, check_in, register
from frenchimpact.events.models import Event, EventChange, Registration
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.methods.tests.factories import make_operator

pytestmark = pytest.mark.django_db


def come(event: Event, number: int = 1, **more: object) -> Registration:
    return register(event=event, name=f"Personne {number}", email=f"p{number}@exemple.test", **more)  # type: ignore[arg-type]  # as forms give them


def states(event: Event) -> list[str]:
    return list(event.registrations.order_by("registered_at", "pk").values_list("state", flat=True))


def test_who_comes_when_it_is_full_waits_and_takes_the_seat_given_back() -> None:
    event = make_event(capacity=2)
    first, _second, third = (come(event, number) for number in (1, 2, 3))
    come(event, 4)
    assert states(event) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    cancel_registration(registration=first, by=None)
    assert states(event) == ["cancelled", "confirmed", "confirmed", "waitlisted"]
    third.refresh_from_db()
    assert third.confirmed_at is not None
    cancel_registration(registration=first, by=None)
    assert states(event).count("confirmed") == 2


def test_the_same_address_is_one_registration_and_comes_back_at_the_end() -> None:
    event = make_event(capacity=1)
    first = come(event)
    assert register(event=event, name="Personne 1", email="P1@exemple.test").pk == first.pk
    come(event, 2)
    cancel_registration(registration=first, by=None)
    assert come(event).state == "waitlisted"


def test_more_seats_are_given_to_those_who_wait() -> None:
    event = make_event(capacity=1)
    for number in range(4):
        come(event, number)
    change_event(event=event, by=make_operator(), capacity=3)
    assert states(event) == ["confirmed", "confirmed", "confirmed", "waitlisted"]


def test_seats_are_not_taken_away_from_those_who_hold_them() -> None:
    event = make_event(capacity=3)
    for number in range(3):
        come(event, number)
    with pytest.raises(Incomplete, match="Plus de places"):
        change_event(event=event, by=make_operator(), capacity=2)


def test_a_quota_keeps_its_seats() -> None:
    event = make_event(capacity=3)
    set_quotas(event=event, quotas=[("Porteurs de projet", 2)])
    quota = event.quotas.get()
    come(event, 1)
    assert come(event, 2).state == "waitlisted"
    assert come(event, 3, quota=quota).state == "confirmed"
    with pytest.raises(Refusal, match="dépassent"):
        set_quotas(event=event, quotas=[("Porteurs de projet", 3)])


def test_the_database_refuses_the_seat_too_many() -> None:
    event = make_event(capacity=1)
    come(event)
    with pytest.raises(IntegrityError, match="event_seats"), transaction.atomic():
        Registration.objects.create(event=event, name="X", email="x@exemple.test", state="confirmed")


def test_a_change_of_hour_is_numbered_and_keeps_what_it_was() -> None:
    event = make_event()
    later = event.starts_at + dt.timedelta(hours=1)
    operator = make_operator()
    event = change_event(event=event, by=operator, starts_at=later)
    assert event.sequence == 1
    assert list(EventChange.objects.values_list("verb", flat=True)) == ["change"]
    event = change_event(event=event, by=operator, description="Autre texte")
    assert event.sequence == 1


def test_overseas_the_clock_is_that_of_the_place() -> None:
    assert make_event(place=make_place("commune:97611")).time_zone == "Indian/Mayotte"
    assert make_event().time_zone == "Europe/Paris"


def test_calling_off_says_why_and_coming_back_has_a_date() -> None:
    event = make_event(capacity=1)
    come(event, 1)
    come(event, 2)
    with pytest.raises(Incomplete, match="pourquoi"):
        postpone_event(event=event, reason=" ", by=None)
    event = postpone_event(event=event, reason="Arrêté préfectoral", by=None)
    with pytest.raises(Refusal):
        come(event, 3)
    week = dt.timedelta(days=7)
    event = reschedule_event(event=event, starts_at=event.starts_at + week, ends_at=event.ends_at + week, by=None)
    assert (event.state, event.sequence) == ("published", 2)
    event = cancel_event(event=event, reason="Salle fermée", by=None)
    assert states(event) == ["confirmed", "cancelled"]


def test_who_comes_is_counted_once() -> None:
    event = make_event(capacity=1)
    first, second = come(event, 1), come(event, 2)
    assert check_in(registration=first, by=None).state == "attended"
    arrived = check_in(registration=first, by=None).arrived_at
    assert arrived == Registration.objects.get(pk=first.pk).arrived_at
    with pytest.raises(Refusal, match="pas de libre"):
        check_in(registration=second, by=None)
