"""What both sides of an outcome contract are told."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.quantities import euros
from frenchimpact.design.words import day
from frenchimpact.impact.models import OutcomeContract, OutcomePayment, Repayment
from frenchimpact.notifications.actions import News, tell_news
from frenchimpact.organisations.models import Membership
from frenchimpact.projects.rules import team_of

CONTRACT = "impact.contract"


def contract_page(contract: OutcomeContract) -> str:
    """Where both sides read it."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("impact:contract", args=[contract.pk])


def _payers(contract: OutcomeContract) -> list[User]:
    held = Membership.objects.filter(organisation=contract.payer_id, until=None, user__is_active=True)
    return [one.user for one in held.filter(role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR]).select_related("user").order_by("pk")]


def _tell(people: list[User], contract: OutcomeContract, event: str, lead: Callable[[dict[str, str]], str], line: str = "") -> None:
    def news() -> News:
        found = {"project": contract.followed.project.name, "payer": contract.payer.name, "indicator": str(contract.followed.indicator)}
        return News(
            subject=lead(found),
            lead=lead(found),
            lines=(_("L’indicateur : %(indicator)s.") % found, *((line,) if line else ())),
            action=_("Ouvrir le contrat"),
            page=contract_page(contract),
            why=_("Vous recevez ce message parce que vous êtes de l’un des deux côtés de ce contrat."),
        )

    tell_news(people, kind=CONTRACT, news=news, event=f"{contract.pk}:{event}", reference=contract.followed.project.reference)


def tell_to_sign(contract: OutcomeContract, side: str) -> None:
    """One side agreed: the other reads."""
    people = _payers(contract) if side == "project" else team_of(contract.followed.project)
    at = contract.project_agreed_at if side == "project" else contract.payer_agreed_at
    _tell(people, contract, f"sign:{side}:{at}", lambda found: _("Contrat à impact à signer : %(project)s, %(payer)s") % found)


def _both(contract: OutcomeContract) -> list[User]:
    return list({one.pk: one for one in [*team_of(contract.followed.project), *_payers(contract)]}.values())


def tell_signed(contract: OutcomeContract) -> None:
    """Both sides signed."""
    _tell(_both(contract), contract, "signed", lambda found: _("Contrat à impact signé : %(project)s, %(payer)s") % found)


def tell_computed(made: Repayment) -> None:
    """What it is worth was computed again."""
    amount = euros(made.amount)
    _tell(
        _both(made.contract),
        made.contract,
        f"computed:{made.number}",
        lambda found: _("Contrat à impact : %(amount)s à ce jour (%(project)s)") % {**found, "amount": amount},
    )


def tell_paid(made: OutcomePayment) -> None:
    """Money moved."""
    contract = made.repayment.contract
    found = {"amount": euros(made.amount), "on": day(made.on)}
    _tell(
        team_of(contract.followed.project),
        contract,
        f"paid:{made.pk}",
        lambda words: _("Versement de %(amount)s le %(on)s (%(payer)s)") % {**words, **found},
    )
