"""A kind of thing that people talk about, for tests: an organisation, in two circles."""

from collections.abc import Iterator

import pytest
from django.db.models import Q

from frenchimpact.accounts.models import User
from frenchimpact.conversations.actions import write_message
from frenchimpact.conversations.models import Message, Thread
from frenchimpact.conversations.queries import Place
from frenchimpact.conversations.rules import SUBJECTS, Circle, Seat, Subject, Template, declare_subject
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.rules import memberships_of

MODEL = "organisations.Organisation"
HOUSE, HEADS = "maison", "direction"


def _seats(house: Organisation, *roles: str) -> list[Seat]:
    members = house.memberships.filter(until=None, user__is_active=True, **({"role__in": roles} if roles else {}))
    return [Seat(one.user, house.name, one.get_role_display()) for one in members.select_related("user").order_by("pk")]


def _circles(house: Organisation) -> list[Circle]:
    if house.closed_on is not None:
        return []
    return [
        Circle(HOUSE, "Toute la maison", "Ses membres.", lambda: _seats(house)),
        Circle(HEADS, "La direction", "Ceux qui l’administrent.", lambda: _seats(house, Membership.Role.ADMIN)),
    ]


def _readable(person: User) -> Q:
    mine = memberships_of(person)
    heads = mine.filter(role=Membership.Role.ADMIN)
    return Q(circle=HOUSE, owner_id__in=mine.values("organisation")) | Q(circle=HEADS, owner_id__in=heads.values("organisation"))


SUBJECT = Subject(
    model=MODEL,
    slug="maisons",
    words="Maison",
    find=lambda key: Organisation.objects.filter(pk=key).first(),
    title=lambda house: house.name,
    page=lambda house: f"/structures/{house.slug}/",
    circles=_circles,
    readable=_readable,
    templates=lambda person, house, circle: (Template("bonjour", "Bonjour", f"Bonjour {house.name}"),) if circle == HOUSE else (),
)


@pytest.fixture
def houses() -> Iterator[None]:
    """People talk about organisations, for the time of a test."""
    declare_subject(SUBJECT)
    yield
    del SUBJECTS[MODEL]


def say(house: Organisation, by: User, text: str = "Bonjour", circle: str = HOUSE) -> Message:
    """A message to the house."""
    found = next((one for one in _circles(house) if one.code == circle), None)
    thread = Thread.objects.filter(owner_model=MODEL, owner_id=house.pk, circle=circle).first()
    message, _taken = write_message(place=Place(SUBJECT, house, found, thread), text=text, by=by)
    return message
