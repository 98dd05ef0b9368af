"""The desk of the demonstration: cases in every part of the queue, and Denis has something to do."""

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import Assigned, Authority, Barrier, Case, Hacker
from frenchimpact.demo.seed import barriers
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.organisations.models import Assignment

pytestmark = pytest.mark.django_db


def test_denis_finds_cases_a_proposal_and_a_delay(client: Client) -> None:
    make_places()
    for email, name in (("awa@demo.test", "Awa Diarra"), ("denis@demo.test", "Denis Roussel")):
        User.objects.create(email=email, full_name=name, is_demo=True)
    denis = User.objects.get(email="denis@demo.test")
    Assignment.objects.create(user=denis, role=Assignment.Role.HACKER)
    barriers.load()
    count = Case.objects.count()
    barriers.load()
    assert Case.objects.count() == count
    assert Authority.objects.count() == 3
    assert Barrier.objects.filter(cases__isnull=False, norms__isnull=False).distinct().count() >= 2
    assert Hacker.objects.get(user=denis).most_cases == 6
    # Somebody else may be asked, of another subject or place.
    assert Hacker.objects.exclude(user=denis).count() == 2
    assert Assigned.objects.filter(user=denis, state="proposed").count() == 1
    client.force_login(denis)
    page = client.get("/mon-espace/freins/?miens=1").content.decode()
    assert "En retard de" in page or "Aujourd’hui" in page
    assert "En pause" in page
