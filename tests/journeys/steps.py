"""Steps that several journeys take: sitting at a screen, and a day at a stop of the Tour."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.events.actions.registrations import register
from frenchimpact.events.models import Event, Tour
from frenchimpact.events.tests.factories import make_event
from tests.browser import check_page, enter

type Visitor = Callable[..., Page]


def sit(visitor: Visitor, person: User, **look: Any) -> Page:
    page = visitor("/robots.txt", **look)
    page.set_default_timeout(15000)
    enter(page, person)
    return page


def see(page: Page, path: str, words: str) -> None:
    """Open a page, find the words there, and judge it."""
    page.goto(path)
    expect(page.get_by_text(words).first).to_be_visible()
    check_page(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def make_stop() -> Event:
    """A stop of the Tour that goes on now, where two people are expected."""
    tour = Tour.objects.create(slug="tour-2026", name="Tour 2026", year=2026, is_public=True)
    now = clock.now()
    event = make_event(
        kind="tour_stop", tour=tour, title="Étape à Chambéry", starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=6)
    )
    for name in ("Léo Petit", "Léa Petit"):
        register(event=event, name=name, email=f"{name.split()[0].lower()}@exemple.test")
    return event


def sending(page: Page, words: str) -> None:
    """What the bar says of what waits."""
    expect(page.locator("[data-sending-text]")).to_have_text(words, timeout=30_000)


def note_project(page: Page, title: str, email: str) -> None:
    """A project, by the keyboard alone."""
    page.get_by_label("Nom du projet").focus()
    for typed in (title, "Réparer ensemble les voitures de la vallée.", "Chambéry", "Nadia Haddad", email, "0612345678"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def hang(page: Page, text: str) -> None:
    """A need, on the wall."""
    wall = page.locator("form[data-card=wall]")
    wall.get_by_text("Besoin", exact=True).click()
    wall.get_by_label("En une phrase").fill(text)
    wall.get_by_role("button", name="Mettre au mur").click()
