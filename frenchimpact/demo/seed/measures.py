"""What Awa's project measured, three years by three ways. All invented."""

import datetime as dt
from decimal import Decimal

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.demo.seed.impact import PROJECT
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.impact.actions import Given
from frenchimpact.impact.actions.following import follow_indicator, set_impact_aim
from frenchimpact.impact.actions.measures import record_measures
from frenchimpact.impact.models import Followed
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.projects.models import Project

# Indicator, method, values of the three last whole years, the aim three years on.
FOLLOWED: list[tuple[str, str, list[str], str]] = [
    ("beneficiaires_directs", "tronc-commun", ["210", "265", "318"], "500"),
    ("emplois_etp", "tronc-commun", ["2.5", "3", "4.2"], "6"),
    ("tonnes_reemployees", "economie-circulaire", ["18", "24.5", "31"], "60"),
]
VIAS = ("form", "grid", "mail")
HOW = {
    "sample_note": "Le registre des adhérents, un numéro par personne, rapproché des feuilles d’émargement",
    "counterfactual": "La vallée voisine n’a pas d’atelier : ses apports en déchèterie n’ont pas baissé.",
}


def load() -> None:
    """Write what is not there yet."""
    project = Project.objects.filter(name=PROJECT, is_demo=True, followed=None).order_by("pk").first()
    if project is None:
        return
    awa = person("awa@demo.test")
    years = [clock.today().year - 3 + place for place in range(3)]
    with days_ago(30):
        for code, method, values, aim in FOLLOWED:
            followed = _follow(project, code, method, years[0], awa)
            _aim(followed, values[0], aim, years, awa)
            _give_in_three_ways(followed, values, years, awa)


def _follow(project: Project, code: str, method: str, since: int, by: User | None) -> Followed:
    # The latest version of each comes last.
    indicator = Indicator.objects.filter(code=code).order_by("version").last()
    assert indicator is not None  # noqa: S101  methods come with the product
    version = MethodVersion.objects.filter(method__slug=method, state="published").order_by("-rank").first()
    return follow_indicator(project=project, indicator=indicator, method_version=version, started_on=dt.date(since, 1, 1), keeper=by, by=by)


def _aim(followed: Followed, first: str, target: str, years: list[int], by: User) -> None:
    set_impact_aim(
        followed=followed,
        by=by,
        baseline=Decimal(first),
        baseline_on=dt.date(years[0], 12, 31),
        target=Decimal(target),
        target_on=dt.date(years[-1] + 3, 12, 31),
    )


def _give_in_three_ways(followed: Followed, values: list[str], years: list[int], by: User) -> None:
    for via, value, year in zip(VIAS, values, years, strict=True):
        given = _given(followed, year, value)
        if followed.indicator.code == "beneficiaires_directs" and via != "mail":
            given = _given(followed, year, value, _by_sex(value), HOW)
        record_measures(project=followed.project, values=[given], via=via, by=by)


def _by_sex(value: str) -> tuple[tuple[str, str, Decimal], ...]:
    women = Decimal(value) * 6 // 10
    return (("sexe", "femmes", women), ("sexe", "hommes", Decimal(value) - women))


def _given(
    followed: Followed,
    year: int,
    value: str,
    parts: tuple[tuple[str, str, Decimal], ...] | None = None,
    details: dict[str, str] | None = None,
) -> Given:
    return Given(followed.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(value), parts=parts, details=details)
