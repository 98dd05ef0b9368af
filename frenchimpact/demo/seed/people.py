"""The eight people, their organisations and programme roles. Every name is invented; the places are real."""

import datetime as dt
from dataclasses import dataclass

from frenchimpact.accounts.models import User
from frenchimpact.accounts.queries import person_of
from frenchimpact.core import clock
from frenchimpact.demo.personas import PERSONAS
from frenchimpact.demo.seed.numbers import siret_of
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.geo.models import Place
from frenchimpact.organisations.actions import create_organisation
from frenchimpact.organisations.models import Assignment, Membership, Organisation

# They have held their roles for long: the projects of the demonstration were read by them.
HELD_FOR = dt.timedelta(days=1200)
# What every invented sheet ends with.
FICTIONAL = "Structure fictive de la démonstration."


@dataclass(frozen=True)
class Body:
    """One invented organisation, whose sheet its person keeps and has confirmed that many days ago."""

    slug: str
    name: str
    kinds: tuple[str, ...]
    commune: str
    description: str
    age: int


BODIES = {
    "awa@demo.test": Body(
        "roue-libre-des-bauges-fictive",
        "La Roue libre des Bauges",
        ("association",),
        "73065",
        "Une association d’habitants qui prête, répare et partage des véhicules là où le bus ne passe pas.",
        300,
    ),
    "bastien@demo.test": Body(
        "tremplin-des-cimes-fictif",
        "Tremplin des Cimes",
        ("accompagnement", "association"),
        "73065",
        "Un incubateur de projets d’utilité sociale : diagnostic, modèle économique, premiers financements.",
        377,
    ),
    "chloe@demo.test": Body(
        "collectif-savoie-solidaire-fictif",
        "Collectif Savoie solidaire",
        ("groupe",),
        "73065",
        "Collectivités, associations et entreprises de Savoie réunies autour de trois défis communs.",
        120,
    ),
    "denis@demo.test": Body(
        "mission-simplification-fictive",
        "Mission simplification",
        ("administration",),
        "75056",
        "Une équipe d’un ministère qui cherche avec les porteurs de projets ce que le droit permet déjà.",
        95,
    ),
    "farid@demo.test": Body(
        "fondation-rives-communes-fictive",
        "Fondation Rives communes",
        ("financeur", "fondation"),
        "69123",
        "Une fondation qui finance les premiers pas et le passage à plus grand des projets de proximité.",
        150,
    ),
    "gaelle@demo.test": Body(
        "atelier-national-fictif",
        "Atelier national de l’innovation sociale",
        ("administration",),
        "75056",
        "L’équipe qui anime le programme, lit les projets et publie les résultats.",
        60,
    ),
}
# Address → role and the place that bounds it (level, code); None is the whole programme.
ROLES: dict[str, tuple[str, tuple[str, str] | None]] = {
    "chloe@demo.test": (Assignment.Role.PARTNER, ("departement", "73")),
    "denis@demo.test": (Assignment.Role.HACKER, None),
    "elise@demo.test": (Assignment.Role.JUROR, None),
    "gaelle@demo.test": (Assignment.Role.OPERATOR, None),
    "admin@demo.test": (Assignment.Role.ADMIN, None),
}


def person(email: str) -> User:
    """One of the eight. For the other seed modules."""
    return User.objects.get(email=email, is_demo=True)


def load() -> None:
    """Write the people, then what they belong to and the roles that they hold."""
    for persona in PERSONAS:
        if person_of(persona.email) is None:
            User.objects.create(email=persona.email, full_name=persona.name, is_demo=True)
    for rank, (email, body) in enumerate(BODIES.items(), 1):
        _write_body(person(email), body, rank)
    giver = person("admin@demo.test")
    for email, (role, place) in ROLES.items():
        holder = person(email)
        if not Assignment.objects.filter(user=holder, role=role).exists():
            perimeter = Place.objects.get(level=place[0], code=place[1]) if place else None
            body_of = Membership.objects.filter(user=holder).order_by("pk").first()
            organisation = body_of.organisation if body_of else None
            Assignment.objects.create(
                user=holder, role=role, organisation=organisation, perimeter=perimeter, starts_on=clock.today() - HELD_FOR, given_by=giver
            )


def _write_body(owner: User, body: Body, rank: int) -> None:
    if Organisation.objects.filter(slug=body.slug).exists():
        return
    with days_ago(body.age):
        create_organisation(
            by=owner,
            name=body.name,
            kinds=list(body.kinds),
            slug=body.slug,
            source=Organisation.Source.DEMO,
            commune=Place.objects.get(level="commune", code=body.commune),
            siret=siret_of(rank),
            description=f"{body.description} {FICTIONAL}",
        )
