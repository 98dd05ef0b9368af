"""The report for elected people: two pages at most, tagged, whatever was typed."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from frenchimpact.core import clock
from frenchimpact.core.periods import first_of, last_closed
from frenchimpact.territories.actions import reviews as actions
from frenchimpact.territories.models import Action, Measurement, Territory
from frenchimpact.territories.papers import sheets
from frenchimpact.territories.queries import reports
from frenchimpact.territories.queries.reviews import facts_of
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)
from frenchimpact.territories.tests.test_reviews import make_review

pytestmark = pytest.mark.django_db

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
HOSTILE = f"日本語 😀 👩‍👧 {LONG_WORD} #set page(height: 1cm) *gras* $x$ \\ " + "des mots et encore des mots " * 8


def page_count(content: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", content))


def is_tagged(content: bytes) -> bool:
    return b"/StructTreeRoot" in content and b"/MarkInfo" in content and b"pdfuaid:part" in content


def fill(territory: Territory, words: str, count: int) -> None:
    """A territory with a lot of everything."""
    on = clock.today() - dt.timedelta(days=30)
    party = territory.parties.create(side="state", name=words[:190])
    for number in range(1, 4):
        challenge = make_challenge(territory, number, title=words[:200], help_sought=words)
        objective = make_objective(challenge)
        for rank in range(count):
            indicator = make_indicator(challenge, name=words[:190], source=words[:300])
            over = last_closed(clock.today(), "year")
            Measurement.objects.create(indicator=indicator, starts_on=first_of(over, "year"), ends_on=over, value=Decimal("1240.5"))
            action = make_action(
                objective, title=words[:200], state=Action.State.BLOCKED, blocked_by=words, unblocked_by=words, blocked_on=on
            )
            for year in (2025, 2026, 2027):
                action.budget_lines.create(year=year, funder=f"{rank} {words[:150]}", planned=Decimal(120_000), secured=Decimal(50_000))
            territory.commitments.create(party=party, title=words[:300], due_on=on)
            day = clock.now() - dt.timedelta(days=rank + 1)
            territory.meetings.create(kind="steering", title=words[:200], state="held", starts_at=day, ends_at=day + dt.timedelta(hours=2))
    territory.members.create(name=words[:190], kind="ess", since=on, until=clock.today(), left_reason=words)


@pytest.mark.parametrize(("words", "count"), [("Des mots ordinaires", 2), (HOSTILE, 8)], ids=["usual", "hostile"])
def test_the_report_holds_on_two_tagged_pages(words: str, count: int) -> None:
    territory = make_territory("Vallées solidaires")
    Territory.objects.filter(pk=territory.pk).update(name=f"Vallées {words[:120]}")
    territory.refresh_from_db()
    fill(territory, words, count)
    chloe = make_lead_person(territory)
    review = make_review(territory, narrative="\n".join([words] * 60), reasons=words * 5)
    for challenge in territory.challenges.all():
        review.lights.create(challenge=challenge, light="orange", text=words)
    for _rank in range(5):
        territory.recommendations.create(review=review, text=words * 2, due_on=clock.today())
    review = actions.lock_review(review=review, by=chloe)
    for content in (sheets.review_paper(review), sheets.steering_paper(territory)):
        assert 1 <= page_count(content) <= sheets.MOST_PAGES
        assert is_tagged(content)


def test_an_empty_territory_has_its_sheet_too() -> None:
    content = sheets.steering_paper(make_territory("Vallées solidaires"))
    assert (page_count(content), is_tagged(content)) == (1, True)


def test_the_sheet_of_the_committee_is_one_click_away(client: Client) -> None:
    territory = make_territory("Vallées solidaires")
    client.force_login(make_lead_person(territory))
    address = f"/mon-espace/territoires/{territory.reference}/copil.pdf"
    assert address in client.get(f"/mon-espace/territoires/{territory.reference}/bilans/").text
    response = client.get(address)
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        f'inline; filename="copil-vallees-solidaires-{clock.today():%Y-%m-%d}.pdf"',
    )
    assert client.get(f"/en{address}").status_code == 200


def test_figures_are_dated_and_say_their_source() -> None:
    territory = make_territory("Vallées solidaires")
    indicator = make_indicator(make_challenge(territory), source="Registre de pesée", frequency="month")
    on = last_closed(clock.today(), "month")
    Measurement.objects.create(indicator=indicator, starts_on=first_of(on, "month"), ends_on=on, value=Decimal(301))
    told = reports.told(territory, facts_of(territory, on, clock.today()))
    figures = sheets.figures(told, sheets.ROOMS[0])
    assert figures is not None
    assert figures["rows"][0][1] == f"301\u00a0tonnes, {on:%d/%m/%Y}"
    assert figures["rows"][0][3] == "Registre de pesée"


def test_what_is_cut_says_so_and_very_long_words_may_break() -> None:
    assert sheets.cut("Un texte\nqui tient", 40) == "Un texte qui tient"
    assert sheets.cut("Un texte qui ne tient pas", 14) == "Un texte qui…"
    assert max(len(part) for part in sheets.cut(LONG_WORD, 150).split("\u200b")) <= 20
    with translation.override("en"):
        assert sheets.cut("", 10) == ""
