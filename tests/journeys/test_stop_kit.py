"""A day at a stop of the Tour on a phone without network: nothing is lost, nothing arrives twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from frenchimpact.events.models import Capture, Card, Registration
from frenchimpact.projects.models import Declaration
from frenchimpact.projects.tests.factories import make_operator
from tests.browser import PHONE, check_page, enter
from tests.journeys.steps import hang, make_stop, note_project, sending

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_day_without_network(visitor: Callable[..., Page]) -> None:
    event, operator = make_stop(), make_operator()
    kit = f"/mon-espace/evenements/{event.reference}/carnet/"
    phone = visitor("/", width=PHONE)
    enter(phone, operator)
    phone.goto(kit)
    sending(phone, "En ligne, tout est envoyé")
    phone.get_by_role("button", name="Emporter sur ce téléphone").click()
    expect(phone.get_by_text("Le carnet est sur ce téléphone")).to_be_visible(timeout=30_000)
    check_page(phone)

    # The network is cut, and the phone starts again.
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_role("heading", name="Carnet", level=1)).to_be_visible()
    sending(phone, "Hors ligne, tout est envoyé")
    who = phone.get_by_label("Nom, ou code du billet")
    who.fill("petit")
    expect(phone.get_by_role("button", name="Accueillir Léa Petit")).to_be_visible()
    who.fill("leo pet")
    who.press("Enter")
    expect(phone.get_by_text("Léo Petit : arrivée notée.")).to_be_visible()
    note_project(phone, "Garage partagé", "nadia@exemple.test")
    sending(phone, "Hors ligne, 2 fiches à envoyer")
    hang(phone, "Un local à Chambéry")
    sending(phone, "Hors ligne, 3 fiches à envoyer")
    check_page(phone)
    assert Capture.objects.count() == 0

    # Meanwhile another device, with network, welcomes the same person; its line breaks after the server has taken the card.
    other = visitor("/")
    enter(other, operator)
    other.goto(kit)
    sending(other, "En ligne, tout est envoyé")
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if broken:
            route.continue_()
            return
        broken.append(route.request.url)
        route.fetch()
        route.abort("connectionreset")

    other.route("**/carnet/envoi/", break_once)
    other.get_by_label("Nom, ou code du billet").fill("Léo Petit")
    other.get_by_role("button", name="Accueillir", exact=True).click()
    sending(other, "Hors ligne, 1 fiche à envoyer")
    assert Capture.objects.get().registration == event.registrations.get(name="Léo Petit")
    other.get_by_role("button", name="Envoyer maintenant").click()
    sending(other, "En ligne, tout est envoyé")

    # The phone starts once more, still without network, then gets it back.
    phone.reload()
    sending(phone, "Hors ligne, 3 fiches à envoyer")
    phone.context.set_offline(False)
    sending(phone, "En ligne, tout est envoyé")
    assert sorted(Capture.objects.values_list("kind", flat=True)) == ["check_in", "check_in", "need", "project"]
    assert list(event.registrations.order_by("name").values_list("name", "state")) == [
        ("Léa Petit", "confirmed"),
        ("Léo Petit", "attended"),
    ]
    project = Card.objects.get(capture__kind="project")
    assert (project.title, project.email, "J’accepte que" in project.consent) == ("Garage partagé", "nadia@exemple.test", True)
    assert Declaration.objects.get().answers["name"] == "Garage partagé"

    # A session that ends keeps the cards, and says so.
    phone.context.clear_cookies()
    hang(phone, "Une remorque pour samedi")
    expect(phone.get_by_text("Votre session a pris fin. Vos fiches sont gardées")).to_be_visible(timeout=30_000)
    sending(phone, "En ligne, 1 fiche à envoyer")
    enter(phone, operator)
    phone.get_by_role("button", name="Envoyer maintenant").click()
    sending(phone, "En ligne, tout est envoyé")
    expect(phone.locator("[data-wall]").get_by_text("Une remorque pour samedi")).to_be_visible(timeout=30_000)

    # What the server refuses stays on the phone, with why; mended, it leaves.
    phone.get_by_text("Sans inscription", exact=True).click()
    walk_in = phone.locator("form[data-card=walk_in]")
    walk_in.get_by_label("Nom").fill("Zoé Martin")
    walk_in.get_by_label("Adresse électronique").fill("zoe.exemple.test")
    walk_in.get_by_role("button", name="Inscrire et accueillir").click()
    sending(phone, "En ligne, 1 fiche refusée")
    expect(phone.locator("[data-queue]").get_by_text("adresse électronique complète")).to_be_visible()
    check_page(phone)
    phone.get_by_role("button", name="Corriger Zoé Martin").click()
    expect(walk_in.get_by_label("Nom")).to_have_value("Zoé Martin")
    walk_in.get_by_label("Adresse électronique").fill("zoe@exemple.test")
    walk_in.get_by_role("button", name="Inscrire et accueillir").click()
    expect(phone.get_by_text("2 arrivés sur 3")).to_be_visible(timeout=30_000)
    sending(phone, "En ligne, tout est envoyé")
    assert Registration.objects.get(name="Zoé Martin").state == "attended"

    # The phone forgets all of it.
    phone.get_by_role("button", name="Effacer ce téléphone").click()
    expect(phone.get_by_role("button", name="Emporter sur ce téléphone")).to_be_visible()
    assert phone.evaluate("async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]") == [[], 0]

    # What was captured is followed, and told; and the pages of events are sound.
    other.unroute("**/carnet/envoi/")
    other.goto(f"/mon-espace/evenements/{event.reference}/fiches/")
    expect(other.get_by_text("Garage partagé").first).to_be_visible()
    check_page(other)
    for path in (
        f"/mon-espace/evenements/{event.reference}/",
        f"/evenements/{event.slug}/",
        "/evenements/?periode=tous",
        "/tour/",
        "/tour/2026/",
    ):
        other.goto(path)
        check_page(other)
    other.set_viewport_size({"width": PHONE, "height": 800})
    other.goto(f"/evenements/{event.slug}/")
    expect(other.get_by_role("heading", name="Ce qui en est né")).to_be_visible()
    check_page(other)
