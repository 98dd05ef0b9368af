"""Offers and requests of the demonstration, all invented: one that Awa's project got, some to ask for, asleep, exhausted, reported."""

from decimal import Decimal
from typing import Any

from frenchimpact.conversations.actions import write_message
from frenchimpact.conversations.queries import find_new_place
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.geo.queries import places_by_keys
from frenchimpact.offers.actions.matches import answer, complete_match, propose
from frenchimpact.offers.actions.offers import move_offer, prepare_offer, report_offer
from frenchimpact.offers.actions.requests import ask
from frenchimpact.offers.models import Match, Offer, Side
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of, team_of

PROJECT = "La Recyclerie solidaire"
# Whose; age in days when it was published; what it says.
OFFERS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    (
        "fondation-rives-communes-fictive",
        30,
        {
            "what": "skills_patronage",
            "title": "Douze jours de comptable",
            "summary": "Un salarié de la fondation tient vos comptes avec vous, un jour par semaine.",
            "description": "Il met en place le plan comptable, forme une personne et prépare la première clôture.",
            "capacity": Decimal(12),
            "unit": "jours",
            "price": "free",
            "who": ["project"],
            "conditions": "Une convention de mécénat, et un bilan d’une page.",
            "gives_receipt": True,
            "themes": ["economie_circulaire_reemploi"],
        },
    ),
    (
        "tremplin-des-cimes-fictif",
        20,
        {
            "what": "place",
            "title": "Une salle de 60 m² en soirée",
            "summary": "Salle équipée pour trente personnes, à Chambéry, du lundi au jeudi après 18 h.",
            "capacity": Decimal(40),
            "unit": "soirées",
            "price": "solidarity",
            "price_note": "Le prix du ménage.",
            "places": ["departement:73"],
        },
    ),
    (
        "atelier-national-fictif",
        12,
        {
            "what": "software",
            "title": "Un logiciel libre d’inscription et de planning",
            "summary": "Hébergé, avec deux heures de prise en main à distance.",
            "price": "free",
            "is_remote": True,
            "places": ["departement:75"],
            "who": ["project", "structure"],
        },
    ),
    (
        "collectif-savoie-solidaire-fictif",
        130,
        {
            "what": "equipment",
            "title": "Deux vélos cargo à prêter",
            "summary": "Pour vos collectes en ville, à la semaine.",
            "capacity": Decimal(2),
            "unit": "vélos",
            "price": "free",
            "places": ["departement:73"],
        },
    ),
    (
        "mission-simplification-fictive",
        45,
        {
            "what": "legal",
            "title": "Une journée de juriste",
            "summary": "Vos statuts et vos contrats relus par une juriste de l’équipe.",
            "capacity": Decimal(1),
            "unit": "jours",
            "price": "free",
            "is_remote": True,
            "who": ["project"],
        },
    ),
    (
        "tremplin-des-cimes-fictif",
        8,
        {
            "what": "training",
            "title": "La meilleure formation au financement",
            "summary": "Trois demi-journées, leader en Savoie : 450 € HT, contactez-nous au 04 00 00 00 00.",
            "price": "market",
            "places": ["departement:73"],
        },
    ),
)


def load() -> None:
    """Write what is not there yet."""
    if Offer.objects.filter(is_demo=True).exists():
        return
    gaelle, awa = person("gaelle@demo.test"), person("awa@demo.test")
    made = {fields["title"]: _offer(slug, age, fields) for slug, age, fields in OFFERS}
    project = Project.objects.filter(name=PROJECT, is_demo=True).order_by("pk").first()
    if project is not None:
        _got(made["Douze jours de comptable"], project)
        _used(made["Une journée de juriste"], project)
        with days_ago(6):
            place = next(iter(places_of(project)), None)
            title, text = "Une salle pour nos ateliers du soir", "Nos ateliers de réparation débordent : vingt personnes chaque jeudi."
            need = ask(
                project=project, what="place", title=title, text=text, quantity=Decimal(10), unit="soirées", place=place, by=awa, **_SEEN
            )
        with days_ago(3):
            # What waits for an answer of Bastien's structure.
            words = "Bonjour, votre salle du jeudi soir nous irait très bien. Pouvons-nous la visiter ?"
            room = made["Une salle de 60 m² en soirée"]
            propose(offer=room, request=need, side=Side.REQUEST, text=words, quantity=Decimal(10), by=awa)
    with days_ago(2):
        shouted = made["La meilleure formation au financement"]
        report_offer(offer=shouted, reason="advertising", text="C’est une publicité, avec un numéro de téléphone.", by=awa)
    waiting = OFFERS[2][2] | {"title": "Un tableur partagé pour suivre vos dons", "price_note": "Puis 12 € par mois."}
    with days_ago(1):
        offer = _draft(OFFERS[2][0], waiting)
        move_offer(offer=offer, verb="submit", by=gaelle)


_SEEN: dict[str, Any] = {"is_demo": True, "price": "solidarity", "themes": ["economie_circulaire_reemploi"]}


def _draft(slug: str, fields: dict[str, Any]) -> Offer:
    house = Organisation.objects.get(slug=slug)
    owner = house.memberships.order_by("pk").first()
    keys = fields.get("places", [])
    rest = {name: value for name, value in fields.items() if name != "places"}
    offer = prepare_offer(organisation=house, by=owner.user if owner else None, places=places_by_keys(keys), **rest)
    offer.is_demo = True
    offer.save(update_fields=["is_demo"])
    return offer


def _offer(slug: str, age: int, fields: dict[str, Any]) -> Offer:
    with days_ago(age):
        offer = _draft(slug, fields)
        move_offer(offer=offer, verb="submit", by=None)
        return move_offer(offer=offer, verb="approve", by=person("gaelle@demo.test"))


def _met(offer: Offer, project: Project, age: int, title: str, text: str, quantity: int) -> Match:
    """Awa asked, and the other side said yes the next day."""
    awa = person("awa@demo.test")
    with days_ago(age):
        need = ask(project=project, what=offer.what, title=title, text=text, quantity=Decimal(quantity), unit=offer.unit, by=awa, **_SEEN)
        words = "Bonjour, nous n’avons personne pour cela. Pouvez-vous nous aider ?"
        match = propose(offer=offer, request=need, side=Side.REQUEST, text=words, quantity=Decimal(quantity), by=awa)
    with days_ago(age - 1):
        return answer(match=match, is_yes=True, by=offer.contact)


def _got(offer: Offer, project: Project) -> None:
    """The company's skills patronage, accepted: seven days are left, and both sides have written."""
    match = _met(offer, project, 18, "Tenir nos comptes", "Cinq jours pour préparer notre première clôture.", 5)
    said = (
        (15, person("awa@demo.test"), "Merci ! Notre comptabilité tient dans un tableur : je l’apporte mardi ?"),
        (14, offer.contact, "Oui, mardi à 9 h dans vos locaux. Apportez aussi les relevés de banque depuis janvier."),
    )
    for days, by, text in said:
        if by in (*team_of(project), offer.contact) and by is not None:
            with days_ago(days):
                write_message(place=find_new_place(by, "offres", match.pk, "deux-cotes"), text=text, by=by, is_demo=True)


def _used(offer: Offer, project: Project) -> None:
    """The lawyer's day: given, and told about; nothing is left."""
    match = _met(offer, project, 35, "Relire nos statuts", "Nous passons en coopérative.", 1)
    with days_ago(20):
        words = "Tout est clair, et les statuts sont déposés."
        complete_match(match=match, side=Side.REQUEST, was_useful=True, text=words, given=Decimal(1), by=person("awa@demo.test"))
