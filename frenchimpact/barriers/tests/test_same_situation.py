"""« Bloqué moi aussi », feedback and following: each counted once, nothing by a mere reading, nobody counted without their mailbox."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.barriers.actions.same_situation import say_same, unconfirmed_situations
from frenchimpact.barriers.messages.same_situation import key_of
from frenchimpact.barriers.models import Feedback, SameSituation
from frenchimpact.barriers.queries.demand import demand_of_barrier, demand_of_precedent
from frenchimpact.barriers.tests.factories import make_barrier, make_case, make_published
from frenchimpact.core import clock
from frenchimpact.core.errors import TooMany
from frenchimpact.mail.models import Mail
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db


def test_signed_in_it_counts_at_once_and_said_again_it_replaces() -> None:
    one, person = make_published(), make_person("Gaëlle")
    for days in (10, 12):
        say_same(precedent=one, email=person.email, by=person, lost_days=days)
    demand = demand_of_precedent(one)
    assert (demand.count, SameSituation.objects.get().lost_days) == (1, 12)
    assert not Mail.objects.filter(kind="barriers.same_situation").exists()


def test_without_an_account_nothing_counts_before_the_mailbox_confirms(client: Client) -> None:
    one = make_published()
    sent = {"email": "gaelle@exemple.test", "lost_days": "12", "lost_euros": "1 500", "is_told": "on"}
    client.post(f"/freins/{one.slug}/bloque/", sent)
    assert demand_of_precedent(one).count == 0
    row = SameSituation.objects.get()
    assert (row.lost_euros, row.is_told) == (Decimal(1500), False)
    page = f"/freins/suivre/{key_of(row, wants_news=True)}/"
    assert client.get(page).status_code == 200
    assert demand_of_precedent(one).count == 0
    client.post(page, {"verbe": "confirmer"})
    row.refresh_from_db()
    assert (demand_of_precedent(one).count, row.is_told) == (1, True)


def test_somebody_else_writing_an_address_changes_nothing_of_what_it_said() -> None:
    one, person = make_published(), make_person("Gaëlle")
    say_same(precedent=one, email=person.email, by=person, lost_days=10)
    say_same(precedent=one, email=person.email, lost_days=999)
    assert SameSituation.objects.get().lost_days == 10
    assert Mail.objects.filter(kind="barriers.same_situation").count() == 1


def test_a_mailbox_is_never_filled_from_here() -> None:
    for _ in range(3):
        say_same(precedent=make_published(), email="gaelle@exemple.test")
    with pytest.raises(TooMany):
        say_same(precedent=make_published(), email="Gaelle@exemple.test")


def test_following_is_no_demand_and_one_press_stops_it(client: Client) -> None:
    one = make_published()
    client.post(f"/freins/{one.slug}/suivre/", {"email": "gaelle@exemple.test"})
    row = SameSituation.objects.get()
    page = f"/freins/suivre/{key_of(row, wants_news=True)}/"
    client.post(page, {"verbe": "confirmer"})
    row.refresh_from_db()
    assert row.is_told
    assert demand_of_precedent(one).count == 0
    Client(enforce_csrf_checks=True).post(page, {"List-Unsubscribe": "One-Click"})
    assert not SameSituation.objects.get().is_told
    client.post(page, {"verbe": "retirer"})
    assert not SameSituation.objects.exists()
    assert client.get(page).status_code == 410
    assert client.get("/freins/suivre/nimporte/").status_code == 410


def test_one_stranger_does_not_make_the_public_figure(client: Client) -> None:
    barrier = make_barrier()
    for n in range(3):
        person = make_person(f"P{n}")
        say_same(barrier=barrier, email=person.email, by=person, lost_days=10 * (n + 1), lost_euros=Decimal(1000))
    stranger = make_person("Inconnu")
    row = say_same(barrier=barrier, email=stranger.email, by=stranger, lost_days=3650, lost_euros=Decimal(10**9))
    # Counted, but its cost waits for somebody.
    found = demand_of_barrier(barrier)
    assert (found.count, found.days, found.days_count, found.euros, found.euros_count) == (4, 20, 3, Decimal(1000), 3)
    client.force_login(make_operator())
    assert "1 coût hors de l’ordinaire" in client.get("/mon-espace/freins/textes/freins/").content.decode()
    assert "3" in client.get("/mon-espace/freins/textes/freins/couts/").content.decode()
    client.post(f"/mon-espace/freins/textes/freins/couts/{row.pk}/", {"verbe": "compter"})
    # Read and kept, it still moves the middle only a little.
    found = demand_of_barrier(barrier)
    assert (found.days, found.euros, found.euros_count) == (25, Decimal(1000), 4)
    client.post(f"/mon-espace/freins/textes/freins/couts/{row.pk}/", {"verbe": "ecarter"})
    assert demand_of_barrier(barrier).days == 20


def test_what_nobody_confirmed_is_forgotten() -> None:
    row = say_same(precedent=make_published(), email="gaelle@exemple.test")
    assert not unconfirmed_situations().exists()
    SameSituation.objects.filter(pk=row.pk).update(at=clock.now() - dt.timedelta(days=31))
    assert list(unconfirmed_situations()) == [row]


def test_fewer_than_three_are_never_shown_nor_their_costs(client: Client) -> None:
    one, barrier = make_published(), make_barrier()
    for n in range(2):
        person = make_person(f"P{n}")
        say_same(precedent=one, email=person.email, by=person, lost_days=100)
        say_same(barrier=barrier, email=person.email, by=person)
        make_case(barrier=barrier)
    assert "Moins de trois" in client.get(f"/freins/{one.slug}/").content.decode()
    page = client.get(f"/freins/communs/{barrier.reference}/").content.decode()
    assert "Moins de trois" in page
    person = make_person("P3")
    say_same(precedent=one, email=person.email, by=person, lost_days=100)
    say_same(barrier=barrier, email=person.email, by=person)
    make_case(barrier=barrier)
    assert re.search(r"<b>100</b>", client.get(f"/freins/{one.slug}/").content.decode())
    assert demand_of_barrier(barrier).count == 3
    assert "demandes au guichet" in client.get(f"/freins/communs/{barrier.reference}/").content.decode()


@pytest.mark.parametrize(
    "sent", [{"email": ""}, {"email": "x"}, {"email": "a@b.fr", "lost_days": "²"}, {"email": "a@b.fr", "lost_euros": "-3"}]
)
def test_bad_input_is_said_and_what_was_typed_is_kept(client: Client, sent: dict[str, str]) -> None:
    one = make_published()
    response = client.post(f"/freins/{one.slug}/bloque/", {"text": "Ma situation", **sent})
    assert response.status_code == 422
    assert "Ma situation" in response.content.decode()
    barrier = make_barrier()
    assert client.post(f"/freins/communs/{barrier.reference}/bloque/", sent).status_code == 422


def test_an_answer_served_once_for_each_browser_and_reading_says_nothing(client: Client) -> None:
    one = make_published()
    client.get(f"/freins/{one.slug}/")
    assert client.get(f"/freins/{one.slug}/servi/").status_code == 405
    for said in ("oui", "non"):
        client.post(f"/freins/{one.slug}/servi/", {"avis": said})
    assert [row.is_useful for row in Feedback.objects.all()] == [False]
    # Without cookies, twelve presses are still one voice; another network has its own.
    for _press in range(12):
        Client().post(f"/freins/{one.slug}/servi/", {"avis": "non"})
    assert Feedback.objects.count() == 1
    Client(REMOTE_ADDR="203.0.113.9").post(f"/freins/{one.slug}/servi/", {"avis": "oui"})
    assert Feedback.objects.count() == 2
    person = make_person("Gaëlle")
    for _ in range(2):
        other = Client()
        other.force_login(person)
        other.post(f"/freins/{one.slug}/servi/", {"avis": "oui"})
    assert Feedback.objects.count() == 3
