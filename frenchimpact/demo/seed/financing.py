"""The financing plan of Awa's project: money that comes too late for a purchase, and a ceiling that frees itself on a day. All invented."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.aids.actions.choices import choose_aid
from frenchimpact.aids.models import Aid
from frenchimpact.commitments.models import Commitment, GrantsImport
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.financing.actions.incompatible import write_incompatible
from frenchimpact.financing.models import (
    CashItem,
    DeMinimisAid,
    FinancingPlan,
    LinePayment,
    Need,
    PlanLine,
    PlanLineEvent,
    Undertaking,
    UndertakingMember,
)
from frenchimpact.financing.queries import later, month_of, window_start
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

PROJECT, SUBSIDIARY = "La Recyclerie solidaire", "La Couture d’en haut"
# Fifty thousand euros become possible that many days from now.
FREE_IN = 105
# An aid of the plan, and one that the team keeps and that does not go with it.
HAD, KEPT = "Premiers pas : amorcer un projet utile en montagne", "Réemploi : ouvrir un atelier"
WAITED = Decimal(50_000)


def load() -> None:
    """Write what is not there yet."""
    project = Project.objects.filter(name=PROJECT, is_demo=True).select_related("organisation").order_by("pk").first()
    if project is None or project.organisation is None or FinancingPlan.objects.filter(project=project).exists():
        return
    awa = person("awa@demo.test")
    plan = _plan(project, awa)
    lines = _lines(plan, awa)
    _cash(plan, lines)
    _register(project.organisation, awa)
    _elsewhere(project, awa)


def _plan(project: Project, awa: User) -> FinancingPlan:
    today = clock.today()
    plan = FinancingPlan.objects.create(
        project=project,
        eligible_cost=Decimal(120_000),
        own_funds=Decimal(12_000),
        opening_balance=Decimal(15_000),
        opening_month=month_of(today),
        notes="Le camion est réservé jusqu’au printemps.\nLa Région se réunit quatre fois par an.",
        sharing=FinancingPlan.Sharing.OWN_LINE,
        changed_by=awa,
    )
    year = today.year
    Need.objects.bulk_create(
        Need(plan=plan, year=on, label=label, kind=kind, amount=Decimal(amount))
        for on, label, kind, amount in (
            (year, "Aménager l’atelier du quartier", Need.Kind.INVESTMENT, 28_000),
            (year + 1, "Un camion d’occasion", Need.Kind.INVESTMENT, 16_000),
            (year + 1, "Deux salariés en insertion et leur encadrante", Need.Kind.RUNNING, 58_000),
            (year + 2, "L’équipe, une année pleine", Need.Kind.RUNNING, 46_000),
        )
    )
    return plan


def _lines(plan: FinancingPlan, awa: User) -> dict[str, PlanLine]:
    today, year = clock.today(), clock.today().year
    houses = {one.name: one for one in Organisation.objects.filter(name="Fondation Rives communes")}
    # What that foundation committed to the project: the line follows it.
    given = Commitment.objects.filter(project=plan.project_id, is_demo=True).order_by("pk").first()
    written: tuple[dict[str, Any], ...] = (
        {
            "title": "Premiers pas en montagne",
            "commitment": given,
            "aid_id": given.aid_id if given is not None else None,
            "funder": houses.get("Fondation Rives communes"),
            "funder_name": "Fondation Rives communes",
            "origin": "prive_fondation",
            "regime": "none",
            "amount": 18_000,
            "state": "obtained",
            "year": year,
            "last_year": year + 1,
            "obtained_on": today - dt.timedelta(days=70),
        },
        {
            "title": "Plan départemental du réemploi",
            "funder_name": "Département (fictif)",
            "origin": "public_collectivite",
            "regime": "none",
            "amount": 24_000,
            "state": "obtained",
            "year": year + 1,
            "obtained_on": today - dt.timedelta(days=25),
        },
        {
            "title": "Économie circulaire : investir",
            "funder_name": "Région (fictive)",
            "origin": "public_collectivite",
            "regime": "de_minimis_general",
            "amount": WAITED,
            "state": "asked",
            "year": year + 1,
            "last_year": year + 2,
            "expected_on": today + dt.timedelta(days=60),
            "rate_max": 50,
        },
        {
            "title": "Subvention d’équipement de l’État",
            "funder_name": "Préfecture (fictive)",
            "origin": "public_etat",
            "regime": "rgec",
            "amount": 26_000,
            "state": "preparing",
            "year": year + 1,
            "apply_by": today + dt.timedelta(days=31),
        },
        {
            "title": "Prêt d’une banque coopérative",
            "funder_name": "Banque (fictive)",
            "instrument": "pret",
            "origin": "prive_banque",
            "regime": "none",
            "amount": 15_000,
            "state": "to_study",
            "year": year + 1,
            "loan_months": 60,
        },
        {
            "title": "Appel à projets de la ville",
            "funder_name": "Ville (fictive)",
            "origin": "public_collectivite",
            "regime": "unknown",
            "amount": 12_000,
            "state": "refused",
            "year": year,
        },
    )
    lines = PlanLine.objects.bulk_create(
        PlanLine(plan=plan, **{"instrument": "subvention", **one, "amount": Decimal(one["amount"])}) for one in written
    )
    with days_ago(80):
        PlanLineEvent.objects.bulk_create(
            PlanLineEvent(line=line, state="preparing", amount=line.amount, by=awa) for line in lines if line.state != "to_study"
        )
    with days_ago(25):
        PlanLineEvent.objects.bulk_create(PlanLineEvent(line=line, state=line.state, amount=line.amount, by=awa) for line in lines)
    return {line.title: line for line in lines}


def _elsewhere(project: Project, awa: User) -> None:
    """An aid that the team keeps, which does not go with one that it has; a file that speaks of de minimis aid."""
    aids = {one.title: one for one in Aid.objects.filter(title__in=(HAD, KEPT), is_demo=True)}
    if len(aids) == 2:
        choose_aid(project=project, aid=aids[KEPT], answer="kept", by=awa)
        write_incompatible(
            aid=aids[HAD],
            other=aids[KEPT],
            values={
                "reason": "Les deux paient le même premier atelier : la fondation ne complète pas une aide à l’ouverture.",
                "source": "Règlement de la fondation (fictif), article 4",
                "starts_on": clock.today() - dt.timedelta(days=200),
                "ends_on": None,
            },
            by=person("farid@demo.test"),
        )
    given = Commitment.objects.filter(beneficiary=project.organisation, project=None, is_demo=True)
    run = GrantsImport(source_name="scdl", format="scdl", file_name="subventions-vallees-douces.csv")
    run.read_count, run.created_count, run.updated_count, run.unchanged_count, run.refused_count = 1, 1, 0, 0, 0
    run.save()
    given.update(run=run, regime="de_minimis_general")


def _cash(plan: FinancingPlan, lines: dict[str, PlanLine]) -> None:
    first = plan.opening_month
    came = clock.today() - dt.timedelta(days=45)
    LinePayment.objects.bulk_create(
        [
            LinePayment(line=lines["Premiers pas en montagne"], month=month_of(came), amount=Decimal(9_000), received_on=came),
            LinePayment(line=lines["Premiers pas en montagne"], month=later(first, 8), amount=Decimal(9_000)),
            LinePayment(line=lines["Plan départemental du réemploi"], month=later(first, 5), amount=Decimal(24_000)),
            LinePayment(line=lines["Économie circulaire : investir"], month=later(first, 4), amount=Decimal(25_000)),
        ]
    )
    CashItem.objects.bulk_create(
        [
            CashItem(
                plan=plan, kind="receipt", label="Ventes de la boutique", amount=Decimal(3_800), month=first, last_month=later(first, 11)
            ),
            CashItem(plan=plan, kind="expense", label="Salaires et loyer", amount=Decimal(4_600), month=first, last_month=later(first, 11)),
            CashItem(plan=plan, kind="expense", label="Le camion", amount=Decimal(16_000), month=later(first, 2)),
        ]
    )


def _register(organisation: Organisation, awa: User) -> None:
    """A subsidiary, and 290,000 euros over three years: the oldest aid leaves the window the day before fifty thousand become possible."""
    today = clock.today()
    other = Organisation.objects.filter(name=SUBSIDIARY).first() or organisation
    oldest = window_start(today + dt.timedelta(days=FREE_IN - 1))
    DeMinimisAid.objects.bulk_create(
        DeMinimisAid(
            organisation=holder,
            granted_on=on,
            nominal=Decimal(nominal),
            equivalent=Decimal(worth),
            funder_name=funder,
            subject=subject,
            declared_by=awa,
            **more,
        )
        for holder, on, nominal, worth, funder, subject, more in (
            (other, oldest, 70_000, 70_000, "Région (fictive)", "Aide à l’ouverture", {}),
            (organisation, today - dt.timedelta(days=1000), 60_000, 60_000, "Agence (fictive)", "Étude et prototype", {}),
            (organisation, today - dt.timedelta(days=720), 120_000, 120_000, "Région (fictive)", "Soutien à l’emploi", {}),
            (
                other,
                today - dt.timedelta(days=500),
                200_000,
                40_000,
                "Banque publique (fictive)",
                "Prêt sur cinq ans",
                {"instrument": "pret", "loan_months": 60, "method": "loan"},
            ),
            (
                organisation,
                today - dt.timedelta(days=650),
                30_000,
                30_000,
                "Métropole (fictive)",
                "Achat d’un local, abandonné",
                {"state": "withdrawn", "withdrawn_on": today - dt.timedelta(days=400), "withdrawn_reason": "L’achat n’a pas eu lieu."},
            ),
        )
    )
    if other == organisation:
        return
    group = Undertaking.objects.create(name="La Roue libre et son atelier de couture", created_by=awa)
    links, since = UndertakingMember.Link, today - dt.timedelta(days=1500)
    UndertakingMember.objects.bulk_create(
        UndertakingMember(
            undertaking=group,
            organisation=one,
            link=link,
            since=since,
            state="agreed",
            proposed_by=awa,
            answered_by=awa,
            answered_at=clock.now(),
        )
        for one, link in ((organisation, links.HEAD), (other, links.VOTES))
    )
