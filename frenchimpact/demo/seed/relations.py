"""What happens between people and organisations: a mandate, a request, a claim, an invitation, two sheets that look like one."""

import datetime as dt

from frenchimpact.core import clock
from frenchimpact.demo.seed.people import FICTIONAL, person
from frenchimpact.geo.models import Place
from frenchimpact.organisations import actions
from frenchimpact.organisations.models import Claim, Invitation, JoinRequest, Mandate, Membership, Organisation

# The same invented association, brought by two files.
TWINS = (("les-relais-du-lac-demo", "Les Relais du lac"), ("association-les-relais-du-lac-demo", "Association Les Relais du Lac"))


def _house_of(email: str) -> Organisation:
    return Membership.objects.filter(user=person(email)).order_by("pk")[0].organisation


def load() -> None:
    """Write what is not there yet."""
    awa, bastien, elise = person("awa@demo.test"), person("bastien@demo.test"), person("elise@demo.test")
    roue, tremplin = _house_of("awa@demo.test"), _house_of("bastien@demo.test")
    if not Mandate.objects.filter(giver=roue).exists():
        today = clock.today()
        mandate = actions.propose_mandate(
            giver=roue,
            agent=tremplin,
            scope=Mandate.Scope.SHEET,
            starts_on=today,
            ends_on=today + dt.timedelta(days=365),
            from_giver=True,
            by=awa,
        )
        actions.agree_mandate(mandate=mandate, by=bastien)
    if not JoinRequest.objects.filter(user=elise).exists():
        actions.ask_to_join(organisation=roue, message="Bonjour, je rejoins le conseil d’administration ce mois-ci.", by=elise)
    if not Invitation.objects.filter(organisation=tremplin).exists():
        actions.invite_member(organisation=tremplin, email="denis@demo.test", role=Membership.Role.READER, by=bastien)
    _write_twins()
    first = Organisation.objects.filter(slug=TWINS[0][0]).first()
    if first is not None and not Claim.objects.filter(organisation=first).exists():
        actions.claim_by_review(organisation=first, explanation="Je suis secrétaire de l’association depuis janvier 2025.", by=elise)


def _write_twins() -> None:
    chambery = Place.objects.filter(level="commune", code="73065").first()
    if chambery is None or Organisation.objects.filter(slug=TWINS[0][0]).exists():
        return
    for number, (slug, name) in enumerate(TWINS):
        actions.create_organisation(
            by=None,
            name=name,
            kinds=["association"],
            slug=slug,
            source=Organisation.Source.DEMO,
            commune=chambery,
            description=f"Des maisons partagées pour les saisonniers autour du lac. {FICTIONAL}" if number == 0 else FICTIONAL,
            email="" if number else "bonjour@relais-du-lac.example",
            phone="04 79 00 00 00" if number else "",
        )
    actions.find_duplicates()
