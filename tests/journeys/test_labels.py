"""A stranger verifies a badge; the operator suspends the label; the stranger sees that. With and without scripts, in both skins."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.accounts.models import User
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_historical, make_label
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator
from tests.browser import PHONE, check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gaelle() -> User:
    return make_operator()


@pytest.fixture
def label() -> Label:
    return make_label(make_organisation(name="Le Tremplin des Cimes"))


def send(page: Page, name: str, content: bytes) -> None:
    page.goto("/verifier/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.get_by_role("button", name="Vérifier", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_stranger_sees_what_the_operator_decides(
    visitor: Callable[..., Page], gaelle: User, label: Label, skin: str, scripts: bool
) -> None:
    # Given a badge that a stranger found on a website.
    stranger = visitor(f"/labels/{label.reference}/", scripts=scripts)
    badge = stranger.request.get(f"/labels/{label.reference}/badge.png").body()

    # When they send it, it is valid, and says whose it is.
    send(stranger, "badge.png", badge)
    expect(stranger.get_by_role("heading", name="Attestation valide")).to_be_visible()
    expect(stranger.locator("main").get_by_text("Le Tremplin des Cimes").first).to_be_visible()
    if scripts:
        check_page(stranger)

    # When the operator suspends the label, with reasons.
    operator = visitor(scripts=scripts)
    enter(operator, gaelle)
    operator.goto("/mon-espace/labels/")
    operator.get_by_role("link", name="Le Tremplin des Cimes").click()
    operator.get_by_role("link", name="Suspendre le label").click()
    operator.locator("textarea[name=reasons]").fill("Le rapport annuel manque.")
    operator.get_by_role("button", name="Suspendre le label").click()
    expect(operator.locator("main").get_by_text("Le rapport annuel manque.").first).to_be_visible()
    if scripts:
        check_page(operator)

    # Then the same badge is suspended for the stranger, and the badge is no longer shown.
    send(stranger, "badge.png", badge)
    expect(stranger.get_by_role("heading", name="Label suspendu")).to_be_visible()
    stranger.goto(f"/labels/{label.reference}/")
    expect(stranger.locator("main").get_by_text("Le rapport annuel manque.")).to_be_visible()
    expect(stranger.locator("main img")).to_have_count(0)

    # And the suspension ends as it began.
    operator.get_by_role("link", name="Mettre fin à la suspension").click()
    operator.get_by_role("button", name="Mettre fin à la suspension").click()
    send(stranger, "badge.png", badge)
    expect(stranger.get_by_role("heading", name="Attestation valide")).to_be_visible()


def test_a_copy_with_one_name_changed_is_seen(visitor: Callable[..., Page], label: Label) -> None:
    stranger = visitor()
    credential = json.loads(stranger.request.get(f"/labels/{label.reference}/attestation.json").text())
    credential["credentialSubject"]["identifier"][0]["identityHash"] = "Un autre titulaire"
    send(stranger, "copie.json", json.dumps(credential).encode())
    expect(stranger.get_by_role("heading", name="Attestation modifiée")).to_be_visible()
    expect(stranger.get_by_role("heading", name="Ce que le document prétend")).to_be_visible()


def test_every_page_is_sound_on_a_phone(visitor: Callable[..., Page], gaelle: User, label: Label, skin: str) -> None:
    from frenchimpact.labels import actions

    past = make_historical()
    organisation = label.organisation
    assert organisation is not None
    holder = make_member(organisation)
    actions.draw_controls(kind=label.kind, count=1, question="Vos comptes ?", days=30, by=gaelle)
    actions.open_renewal(label=label)
    actions.open_procedure(label=label, grounds="Un rapport manque.", by=gaelle)
    desk = f"/mon-espace/labels/{label.reference}/"
    public = ["/labels/", f"/labels/{label.reference}/", f"/labels/{past.reference}/", "/verifier/", f"/verifier/{label.reference}/"]
    page = visitor(width=PHONE, colours="dark")
    for path in public:
        page.goto(path)
        check_page(page)
    theirs = [desk, desk + "renouvellement/", desk + f"controles/{label.controls.get().pk}/", desk + "rendre/"]
    ours = ["/mon-espace/labels/", "/mon-espace/labels/attribuer/", "/mon-espace/labels/controles/", desk, desk + "etape/succeed/"]
    for person, paths in ((holder, theirs), (gaelle, ours)):
        page = visitor(width=PHONE)
        enter(page, person)
        for path in paths:
            page.goto(path)
            check_page(page)
