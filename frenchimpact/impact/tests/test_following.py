"""What a project follows: where, for what it counts, what it aims at, until when; and a new version of the definition."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions import following
from frenchimpact.impact.listeners import count_published
from frenchimpact.impact.models import Followed, ImpactSum
from frenchimpact.impact.tests.factories import make_measure
from frenchimpact.methods.actions import publish_folder
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.methods.tests.factories import make_method, next_version
from frenchimpact.projects.facts import ProjectPublished
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_person, make_project, make_published_project, set_status

pytestmark = pytest.mark.django_db


def some(*values: Any) -> Any:
    """Values of several kinds, to be compared with others."""
    return values


@pytest.fixture
def project() -> Project:
    make_places()
    make_method("tronc-commun")
    return make_published_project()


def indicator(code: str = "emplois_etp", version: int = 1) -> Indicator:
    return Indicator.objects.get(code=code, version=version)


def follow(project: Project, code: str = "emplois_etp", **fields: Any) -> Followed:
    return following.follow_indicator(project=project, indicator=indicator(code), by=lead_of(project), **fields)


def test_what_is_followed_is_somewhere_and_counts_for_one_goal(project: Project) -> None:
    followed = follow(project, started_on=dt.date(2025, 1, 1))
    assert [(share.place.code, share.share) for share in followed.shares.all()] == [("73065", Decimal(100))]
    assert (followed.sdg, followed.sdgs_concerned, followed.is_counted, followed.due_on) == (8, [10], True, dt.date(2025, 12, 31))
    assert followed.expected_to == clock.today().year
    assert ImpactSum.objects.get(place__code="73065", year=2025).expected == 1
    with pytest.raises(Refusal, match="suit déjà"):
        follow(project)
    with pytest.raises(Incomplete, match="déjà passé"):
        follow(project, "benevoles", started_on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(Incomplete, match="équipe du projet"):
        follow(project, "benevoles", keeper=make_person())


def test_equal_parts_make_a_hundred() -> None:
    places = [Place(pk=number) for number in (1, 2, 3)]
    shares = following.equal_shares(places)
    assert sum(share for _place, share in shares) == 100
    assert shares[0] == (1, Decimal("33.3334"))


@pytest.mark.parametrize("shares", [(), ((60,)), (60, 60), (110, -10)])
def test_shares_that_do_not_make_a_hundred_are_refused(project: Project, shares: tuple[int, ...]) -> None:
    followed = follow(project)
    places = list(Place.objects.filter(level="commune")[: len(shares)])
    given = tuple((place.pk, Decimal(share)) for place, share in zip(places, shares, strict=True))
    with pytest.raises(Incomplete):
        following.settle_following(followed=followed, shares=given, by=lead_of(project))
    assert followed.shares.get().share == 100


def test_shares_and_the_goal_are_settled_again(project: Project) -> None:
    followed = follow(project, started_on=dt.date(2025, 1, 1))
    places = list(Place.objects.filter(code__in=["73065", "73008"]).order_by("-code"))
    given = ((places[0].pk, Decimal(70)), (places[1].pk, Decimal(30)))
    following.settle_following(followed=followed, shares=given, sdg=10, by=lead_of(project))
    followed.refresh_from_db()
    assert (followed.sdg, followed.sdgs_concerned) == (10, [])
    assert ImpactSum.objects.get(place__code="73008", year=2025, sdg=10).expected == 1
    with pytest.raises(Incomplete, match="dix-sept"):
        following.settle_following(followed=followed, sdg=18, by=lead_of(project))


def test_an_aim_rewritten_keeps_the_first_and_says_why(project: Project) -> None:
    followed, lead = follow(project), lead_of(project)
    aim: dict[str, Any] = {
        "baseline": Decimal(2),
        "baseline_on": dt.date(2025, 1, 1),
        "target": Decimal(8),
        "target_on": dt.date(2028, 12, 31),
    }
    assert following.set_impact_aim(followed=followed, by=lead, **aim).number == 1
    with pytest.raises(Refusal, match="rien n’a changé"):
        following.set_impact_aim(followed=followed, by=lead, **aim)
    with pytest.raises(Incomplete) as refused:
        following.set_impact_aim(followed=followed, by=lead, **{**aim, "target": Decimal(6)})
    assert set(refused.value.missing) == {"reason"}
    following.set_impact_aim(followed=followed, by=lead, reason="Un poste de moins", **{**aim, "target": Decimal(6)})
    assert [some(one.number, one.target, one.reason) for one in followed.aims.all()] == [(2, 6, "Un poste de moins"), (1, 8, "")]


@pytest.mark.parametrize(
    ("aim", "field"),
    [
        ({}, "target"),
        ({"target": Decimal(3)}, "target_on"),
        ({"target": Decimal(-3), "target_on": dt.date(2028, 1, 1)}, "target"),
        ({"baseline": Decimal(9), "baseline_on": dt.date(2025, 1, 1), "target": Decimal(3), "target_on": dt.date(2028, 1, 1)}, "target"),
        ({"baseline": Decimal(1), "baseline_on": dt.date(2028, 1, 1), "target": Decimal(3), "target_on": dt.date(2027, 1, 1)}, "target_on"),
    ],
)
def test_an_aim_that_does_not_hold_says_which_field(project: Project, aim: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        following.set_impact_aim(followed=follow(project), by=lead_of(project), **aim)
    assert set(refused.value.missing) == {field}


def test_a_locked_aim_moves_by_the_programme_only(project: Project) -> None:
    followed, lead = follow(project), lead_of(project)
    with pytest.raises(Refusal, match="Fixez d’abord"):
        following.lock_aim(followed=followed, by=lead)
    following.set_impact_aim(followed=followed, by=lead, target=Decimal(8), target_on=dt.date(2028, 12, 31))
    following.lock_aim(followed=followed, by=lead)
    changed: dict[str, Any] = {"target": Decimal(4), "target_on": dt.date(2028, 12, 31), "reason": "Erreur de saisie"}
    with pytest.raises(Refusal, match="est arrêtée"):
        following.set_impact_aim(followed=followed, by=lead, **changed)
    assert following.set_impact_aim(followed=followed, by=make_person(), is_by_programme=True, **changed).number == 2


def test_what_ends_is_expected_no_more(project: Project) -> None:
    followed = follow(project, started_on=dt.date(2024, 1, 1))
    with pytest.raises(Refusal, match="avant d’avoir commencé"):
        following.end_following(followed=followed, on=dt.date(2023, 1, 1), by=None)
    make_measure(followed, 3, 2025, place=Place.objects.get(code="73065"))
    with pytest.raises(Refusal, match="Des valeurs existent"):
        following.end_following(followed=followed, on=dt.date(2024, 12, 31), by=None)
    ended = following.end_following(followed=followed, on=dt.date(2025, 12, 31), by=None)
    assert (ended.expected_to, ended.due_on) == (2025, None)
    assert set(ImpactSum.objects.filter(place__code="73065", expected=1).values_list("year", flat=True)) == {2024, 2025}
    with pytest.raises(Refusal, match="déjà plus suivi"):
        following.end_following(followed=followed, by=None)


def second_version() -> MethodVersion:
    """Of the common core, which counts jobs otherwise."""
    changed = ("divisées par 1 820 (35 heures pendant 52 semaines)", "divisées par 1 607")
    return publish_folder(
        files=next_version("2.0.0", changed, ('id = "emplois_etp"', 'id = "emplois_etp"\nversion = 2'), name="tronc-commun"), by=None
    )


def test_a_new_version_goes_on_after_a_break(project: Project) -> None:
    followed = follow(project, started_on=dt.date(2025, 1, 1), keeper=lead_of(project))
    make_measure(followed, 3, 2025, place=Place.objects.get(code="73065"))
    version = second_version()
    newer = indicator(version=2)
    with pytest.raises(Refusal, match="dans une autre version"):
        following.follow_indicator(project=project, indicator=newer, by=None)
    later = following.go_on_under(followed=followed, indicator=newer, method_version=version, by=lead_of(project))
    followed.refresh_from_db()
    assert later.follows == followed
    assert followed.ended_on == later.started_on - dt.timedelta(days=1)
    assert some(later.keeper, later.method_version, later.shares.get().share) == (lead_of(project), version, 100)
    with pytest.raises(Refusal, match="plus récente"):
        following.go_on_under(followed=later, indicator=indicator(), by=lead_of(project))


def test_the_year_of_the_break_is_expected_once(project: Project) -> None:
    """Even when the first definition was followed that year only, and nothing was told under it."""
    followed = follow(project)
    version = second_version()
    later = following.go_on_under(followed=followed, indicator=indicator(version=2), method_version=version, by=lead_of(project))
    assert later.started_on == followed.started_on
    expected = ImpactSum.objects.filter(place__code="73065", expected__gt=0).values_list("indicator__version", "year", "expected")
    assert list(expected) == [(2, clock.today().year, 1)]


def test_a_method_that_does_not_count_an_indicator_is_refused(project: Project) -> None:
    other = make_method("inclusion-numerique")
    with pytest.raises(Refusal, match="ne compte pas « emplois_etp@1 »"):
        following.follow_indicator(project=project, indicator=indicator(), method_version=other, by=None)
    followed = follow(project)
    with pytest.raises(Refusal, match="ne compte pas"):
        following.settle_following(followed=followed, by=lead_of(project), method_version=other)
    first, later = MethodVersion.objects.get(number="1.0.0", method__slug="tronc-commun"), second_version()
    with pytest.raises(Refusal, match="ne compte pas « emplois_etp@2 »"):
        following.go_on_under(followed=followed, indicator=indicator(version=2), method_version=first, by=lead_of(project))
    assert later.uses.filter(indicator=indicator(version=2)).exists()


def test_figures_count_a_project_while_it_is_public() -> None:
    make_places()
    make_method("tronc-commun")
    project = make_project()
    followed = follow(project, started_on=dt.date(2025, 1, 1))
    assert not followed.is_counted
    set_status(project, "published")
    count_published(ProjectPublished(project_id=project.pk))
    assert ImpactSum.objects.get(place__code="73065", year=2025).expected == 1
    set_status(project, "qualified")
    following.count_publicly(project=project)
    assert ImpactSum.objects.filter(place__code="73065", year=2025, expected__gt=0).count() == 0


def test_each_new_year_is_expected(project: Project) -> None:
    followed = follow(project)
    token = clock.shift(dt.timedelta(days=366))
    try:
        assert following.expect_this_year() == 1
        assert following.expect_this_year() == 0
    finally:
        clock.restore(token)
    followed.refresh_from_db()
    assert followed.expected_to == (clock.today() + dt.timedelta(days=366)).year
