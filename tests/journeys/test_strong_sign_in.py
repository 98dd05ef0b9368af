"""Coming in with a passkey, with an application of codes without scripts, and by ProConnect, as people do it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page

from frenchimpact.accounts import actions, totp
from frenchimpact.accounts.models import OpenSession, Passkey, TotpDevice, User
from frenchimpact.accounts.tests.test_second_proof import SECRET
from frenchimpact.accounts.tests.test_sign_in import code_in
from frenchimpact.mail.models import Mail
from tests.browser import PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa Diarra")


def signed_in(page: Page, user: User) -> None:
    """Give this browser a session of that person."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": urljoin(page.url, "/")}])


def last_code() -> str:
    return code_in(Mail.objects.filter(kind="accounts.sign_in").latest("pk"))


def with_authenticator(page: Page) -> None:
    """A security key inside Chromium, that its owner always unlocks."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def here(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A page under a name: browsers make no passkey for a bare network address."""
    contexts = []

    def visit(path: str, *, scripts: bool = True, width: int = 1280, colours: Any = "light") -> Page:
        base = live_server.url
        context = browser.new_context(
            base_url=base, java_script_enabled=scripts, viewport={"width": width, "height": 800}, color_scheme=colours, locale="fr-FR"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()


def test_a_passkey_is_made_then_opens_the_account(here: Callable[..., Page], awa: User) -> None:
    page = here("/connexion/")
    with_authenticator(page)
    signed_in(page, awa)
    page.goto("/mon-espace/securite/")
    check_page(page)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    check_page(page)
    page.get_by_label("Nom de la clé").fill("Ordinateur du bureau")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    page.get_by_role("heading", name="Vos codes de secours").wait_for()
    check_page(page)
    page.get_by_role("link", name="C’est noté, continuer").click()
    page.get_by_text("Ordinateur du bureau").first.wait_for()

    page.locator("summary", has_text="Awa Diarra").click()
    page.get_by_role("button", name="Se déconnecter").first.click()
    page.goto("/connexion/?next=/mon-espace/securite/")
    check_page(page)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.get_by_role("heading", name="Où vous êtes connecté").wait_for()
    assert Passkey.objects.get().used_at is not None
    assert OpenSession.objects.latest("pk").way == "passkey"


def test_a_passkey_refused_by_its_owner_is_said_and_the_page_still_works(here: Callable[..., Page], awa: User) -> None:
    page = here("/connexion/")
    # No authenticator: the browser refuses.
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('refused')) }")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.get_by_role("alert").filter(has_text="La clé d’accès n’a pas répondu").wait_for()
    page.get_by_label("Votre adresse e-mail").fill("awa@exemple.fr")
    page.get_by_role("button", name="Recevoir mon code").click()
    page.get_by_label("Code à six chiffres").wait_for()


def test_without_scripts_an_application_of_codes_protects_and_opens(here: Callable[..., Page], awa: User) -> None:
    page = here("/connexion/", scripts=False, width=PHONE)
    assert page.get_by_role("button", name="Utiliser une clé d’accès").count() == 0
    signed_in(page, awa)
    page.goto("/mon-espace/securite/application/")
    secret = page.locator("figcaption code").inner_text().replace(" ", "")
    page.get_by_label("Code affiché par votre application").fill(totp.code_at(secret, totp.step_now()))
    page.get_by_role("button", name="Vérifier et protéger mon compte").click()
    codes = page.locator("ol code").all_inner_texts()
    assert len(codes) == 10

    page.context.clear_cookies()
    page.goto("/connexion/")
    page.get_by_label("Votre adresse e-mail").fill("awa@exemple.fr")
    page.get_by_role("button", name="Recevoir mon code").click()
    page.get_by_label("Code à six chiffres").fill(last_code())
    page.get_by_role("button", name="Me connecter").click()
    page.get_by_role("heading", name="Deuxième étape").wait_for()
    page.get_by_text("Utiliser un code de secours").click()
    page.get_by_label("Code de secours").fill(codes[0])
    page.get_by_role("button", name="Utiliser ce code").click()
    page.wait_for_url("**/mon-espace/")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_hold_on_a_phone(here: Callable[..., Page], awa: User, colours: str) -> None:
    actions.add_totp(person=awa, secret=SECRET, code=totp.code_at(SECRET, totp.step_now()), by=awa)
    TotpDevice.objects.update(last_step=0)
    page = here("/connexion/", width=PHONE, colours=colours)
    check_page(page)
    page.get_by_label("Votre adresse e-mail").fill("awa@exemple.fr")
    page.get_by_role("button", name="Recevoir mon code").click()
    page.get_by_label("Code à six chiffres").fill(last_code())
    page.get_by_role("button", name="Me connecter").click()
    page.get_by_role("heading", name="Deuxième étape").wait_for()
    check_page(page)
    page.get_by_label("Code affiché par votre application").fill(totp.code_at(SECRET, totp.step_now()))
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/mon-espace/")
    for path in ("", "application/retirer/", "codes/", "cles/"):
        page.goto(f"/mon-espace/securite/{path}")
        check_page(page)


def test_by_proconnect_there_and_back_and_out_of_both(here: Callable[..., Page], live_server: Any, settings: Any) -> None:
    command = [sys.executable, "-m", "tests.proconnect", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as provider:
        try:
            assert provider.stdout
            settings.PROCONNECT_URL = provider.stdout.readline().strip()
            settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = "french-impact", "un-secret"
            settings.BASE_URL = live_server.url
            cache.clear()
            page = here("/connexion/?next=/mon-espace/securite/")
            # The provider's own pages ask for a style sheet that is nobody's business here.
            page.context.route("https://**", lambda route: route.abort())
            check_page(page)
            page.get_by_role("link", name="S’identifier avec ProConnect").click()
            page.get_by_role("button", name="marie").click()
            page.get_by_role("heading", name="Confirmer votre adresse").wait_for()
            check_page(page)
            page.get_by_label("Code à six chiffres").fill(last_code())
            page.get_by_role("button", name="Relier et me connecter").click()
            page.wait_for_url("**/mon-espace/securite/")
            assert User.objects.get().full_name == "Marie Curie"

            page.locator("summary", has_text="Marie Curie").click()
            page.get_by_role("button", name="Se déconnecter").first.click()
            page.wait_for_url("**/end_session**")
            page.get_by_role("button").first.click()
            page.get_by_text("Vous êtes déconnecté, de ProConnect aussi.").wait_for()
        finally:
            provider.terminate()
