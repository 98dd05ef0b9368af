"""A juror's work without a mouse: ties declared, files scored one after the other, the session voted and its minutes signed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.reviews import actions, queries
from frenchimpact.reviews.models import Review, Signature
from frenchimpact.reviews.tests.factories import (
    GRID,
    declare_none,
    files_of,
    give,
    jurors_in,
    make_jury,
    make_operator,
)
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page: Page, words: str) -> None:
    """Go on with Tab until the thing of that name has the focus."""
    for _turn in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const one = document.activeElement; return one.labels?.length ? one.labels[0].innerText : one.innerText || '' }"
        )
        if words in found:
            return
    raise AssertionError(f"« {words} » is never reached with Tab")


def test_a_jury_by_keyboard_alone(visitor: Callable[..., Page]) -> None:
    make_terms()
    operator = make_operator()
    jury = make_jury(files=3)
    elise, second, third = jurors_in(jury)
    tied, first_file, second_file = files_of(jury)
    for juror in (second, third):
        declare_none(juror)
    jury = actions.open_jury(jury=jury, by=operator)
    elise, second, third = jurors_in(jury)

    page = visitor("/")
    enter(page, elise.user)
    page.goto("/mon-espace/jury/")
    check_page(page)
    tab_to(page, "Déclarer mes liens")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes liens d’intérêts")
    check_page(page)

    # A tie with one applicant, none with the others: the radios by their arrows, the words by typing.
    for file in sorted(files_of(jury), key=lambda one: one.organisation.name.casefold()):
        page.locator(f"input[name='nature-{queries.code_of(elise, file)}']").first.focus()
        page.keyboard.press("Space")
        if file == tied:
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Tab")
            page.keyboard.type("Salariée jusqu’en 2025")
    tab_to(page, "Signer ma déclaration")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Votre déclaration est enregistrée")).to_be_visible()
    expect(page.get_by_text("Vous ne lisez pas 1 dossier")).to_be_visible()

    for file in (first_file, second_file):
        actions.assign_by_hand(juror=elise, application=file, by=operator)
        for juror in (second, third):
            actions.assign_by_hand(juror=juror, application=file, by=operator)
            give(juror, file, dict.fromkeys(GRID, 4))
    page.reload()
    tab_to(page, "Commencer")
    page.keyboard.press("Enter")

    # Twelve keystrokes a file, beside the words: a digit by criterion, then Ctrl+Enter.
    for file in (first_file, second_file):
        expect(page.get_by_role("heading", level=1)).to_have_text(file.organisation.name)
        expect(page.get_by_text("2 autres avis sont rendus")).to_be_visible()
        check_page(page)
        keys = 0
        page.locator("#evaluation input[type=radio]").first.focus()
        for digit in "34535":
            page.keyboard.press(digit)
            keys += 1
        assert page.evaluate("() => document.activeElement.id") == "opinion"
        page.keyboard.type("Un dossier solide.")
        expect(page.locator("[data-save]")).to_contain_text("Enregistré à")
        page.keyboard.press("Control+Enter")
        keys += 1
        assert keys <= 12
    expect(page.get_by_text("c’était le dernier dossier")).to_be_visible()
    scores = [[one.value for one in review.scores.order_by("criterion_id")] for review in Review.objects.filter(juror=elise)]
    assert scores == [[3, 4, 5, 3, 5]] * 2

    # The session: her voice on what she may judge, and nothing on the other file.
    session = actions.hold_session(jury=jury, quorum=2, by=operator)
    actions.note_presence(session=session, present=[elise, second, third])
    page.goto(f"/mon-espace/jury/{jury.pk}/seance/")
    check_page(page)
    expect(page.get_by_text(tied.reference)).to_have_count(0)
    page.locator(f"[id='{first_file.reference}'] input[name=choice]").first.focus()
    page.keyboard.press("Space")
    tab_to(page, "Enregistrer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("C’est noté.")).to_be_visible()
    # Nobody voted on the file from which she is out, nor is there a quorum of scores: it is put off.
    actions.conclude_passage(passage=session.passages.get(application=tied), is_adjourned=True)
    actions.close_session(session=session, by=operator)
    page.reload()
    tab_to(page, "Signer le procès-verbal")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vous avez signé le procès-verbal.")).to_be_visible()
    assert Signature.objects.get().juror == elise
