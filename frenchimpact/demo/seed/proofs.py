"""Who looked at what Awa's project measures, whom it asked, and a contract that pays for it. All invented."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.demo.seed.impact import PROJECT
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import BODIES, person
from frenchimpact.impact.actions.asking import ask_proof, identify
from frenchimpact.impact.actions.contracts import agree, compute, write_contract
from frenchimpact.impact.actions.proofs import Looker, Sample, assess, verify
from frenchimpact.impact.models import Followed
from frenchimpact.organisations.models import Organisation

FIRM, CHECKER = "Cabinet Mesure & Cie", "Léa Martin, évaluatrice"


def load() -> None:
    """Write what is not there yet."""
    rows = Followed.objects.filter(project__name=PROJECT, project__is_demo=True, indicator__code="beneficiaires_directs")
    followed = rows.filter(proof_requests=None, measures__isnull=False).order_by("pk").first()
    if followed is None:
        return
    awa = person("awa@demo.test")
    with days_ago(25):
        _looked(followed, awa)
    with days_ago(3):
        _ask_more(followed, awa)
    with days_ago(2):
        _paid_for(followed, awa)


def _looked(followed: Followed, awa: User) -> None:
    """A firm without an account looked at the first value; the programme found out who it is; it gave a level of proof."""
    due_on = clock.today() + dt.timedelta(days=15)
    asked: dict[str, Any] = {
        "name": FIRM,
        "email": "evaluation@cabinet-mesure.test",
        "message": "Les feuilles d’émargement sont à l’atelier.",
    }
    request = ask_proof(followed=followed, kind="independent", by=awa, due_on=due_on, **asked)
    looker = Looker("independent", request=request, name=CHECKER)
    first = followed.measures.order_by("ends_on").first()
    if first is not None and first.value is not None:
        sample = Sample(30, int(first.value), 1, "tirage au hasard, une fiche sur sept")
        words = "Une fiche illisible ; les autres correspondent."
        verify(measure=first, version=first.version, looker=looker, verdict="confirmed", sample=sample, note=words)
        identify(request=request, how="Appelée au standard de son site.", by=person("gaelle@demo.test"))
    request.refresh_from_db()
    if request.is_witness:
        return
    reason = "Une enquête avant et après, sur un échantillon décrit ; pas de groupe de comparaison."
    assess(followed=followed, looker=looker, level=2, reason=reason)


def _ask_more(followed: Followed, awa: User) -> None:
    """A collective of the directory is asked too: it has not looked yet."""
    body = Organisation.objects.get(slug=BODIES["chloe@demo.test"].slug)
    message = "Pouvez-vous regarder nos deux dernières années ?"
    ask_proof(followed=followed, kind="peer", organisation=body, message=message, by=awa, due_on=clock.today() + dt.timedelta(days=30))


def _paid_for(followed: Followed, awa: User) -> None:
    """A foundation pays for people above what would have come anyway."""
    payer = Organisation.objects.get(slug=BODIES["farid@demo.test"].slug)
    year = clock.today().year
    contract = write_contract(
        followed=followed,
        payer=payer,
        by=awa,
        starts_on=dt.date(year - 3, 1, 1),
        ends_on=dt.date(year, 12, 31),
        baseline=Decimal(100),
        price=Decimal(20),
        cap=Decimal(12_000),
        bonus_from=Decimal(800),
        bonus=Decimal(1_500),
    )
    agree(contract=contract, by=awa)
    agree(contract=contract, by=person("farid@demo.test"))
    compute(contract=contract, by=None)
