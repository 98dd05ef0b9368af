"""A case come by mail says where it is in words only: the desk writes its place, and the services of that place are proposed."""

import pytest
from django.test import Client

from frenchimpact.barriers.actions.where import set_place
from frenchimpact.barriers.queries.book import competent
from frenchimpact.barriers.tests.factories import make_authority, make_case
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


def test_a_place_found_by_its_name_brings_the_services_of_its_territory(client: Client) -> None:
    make_place("commune:73065")
    service = make_authority("Préfecture de la Savoie", place=make_place("departement:73"))
    case = make_case(way="mail")
    client.force_login(make_operator())
    page = f"/mon-espace/freins/{case.reference}/"
    assert service not in competent(case)
    assert f"{page}lieu/" in client.get(page).content.decode()

    wrong = client.post(f"{page}lieu/", {"lieu": "Nullepartville"})
    assert (wrong.status_code, "Nullepartville" in wrong.content.decode()) == (422, True)
    assert client.post(f"{page}lieu/", {"lieu": "Chambéry"}).status_code == 302

    case.refresh_from_db()
    assert case.place is not None
    assert case.place.key == "commune:73065"
    assert service in competent(case)
    event = case.events.get(verb="place")
    assert (event.text, event.is_for_person) == (case.place.name, False)
    # Written again as it is, nothing happened.
    client.post(f"{page}lieu/", {"lieu": "Chambéry"})
    assert case.events.filter(verb="place").count() == 1


def test_a_case_that_is_over_stays_where_it_was() -> None:
    case = make_case(state="closed", next_on=None, next_what="", closed_at=clock.now())
    with pytest.raises(OutOfTurn):
        set_place(case=case, place=make_place("commune:73065"), by=None)
