"""The ranking in SQL says exactly what the reference arithmetic says."""

import random
from decimal import Decimal

import pytest

from frenchimpact.reviews import actions, queries
from frenchimpact.reviews.models import Juror, Jury, Recusal, Review, Score
from frenchimpact.reviews.scores import Regime, Verdict, rank, shown
from frenchimpact.reviews.tests.factories import declare_none, files_of, give, jurors_in, make_cohort, make_jury, make_operator
from frenchimpact.reviews.tests.test_scores import CRITERIA, SESSION

pytestmark = pytest.mark.django_db


def judged(regime: str, names: str) -> tuple[Jury, dict[int, str]]:
    """The worked example, played through the product: five jurors, who declare their ties once they have scored."""
    jury = make_jury(make_cohort(regime), files=len(names), jurors=5)
    names_of = dict(zip((one.pk for one in files_of(jury)), names, strict=True))
    for juror in jurors_in(jury):
        declare_none(juror)
    jury = actions.open_jury(jury=jury, by=make_operator())
    for number, juror in enumerate(jurors_in(jury), 1):
        for file in files_of(jury):
            marks = SESSION[names_of[file.pk]][f"R{number}"]
            if any(mark is not None for mark in marks.values()):
                actions.assign_by_hand(juror=juror, application=file, by=juror.user)
                give(juror, file, marks)
    files = {name: file for file, name in zip(files_of(jury), names, strict=True)}
    for number, name in ((4, "A"), (5, "C"), (4, "C")):
        if name in files:
            juror = jurors_in(jury)[number - 1]
            actions.recuse(juror=juror, because_of=files[name], reason="Lien", origin="own", by=juror.user)
    return jury, names_of


@pytest.mark.parametrize(
    ("regime", "files", "expected"),
    [
        (
            "examen",
            "ABCE",
            [
                ("B", "74.80", 1, "favourable"),
                ("A", "72.67", 2, "favourable"),
                ("C", None, None, "no_quorum"),
                ("E", "76.80", None, "eliminated"),
            ],
        ),
        ("concours", "AB", [("A", "72.67", 1, "favourable"), ("B", "70.75", 2, "favourable")]),
        (
            "concours",
            "ABCE",
            [
                ("B", "73.33", 1, "favourable"),
                ("A", "72.67", 2, "favourable"),
                ("C", None, None, "no_quorum"),
                ("E", "75.33", None, "eliminated"),
            ],
        ),
    ],
)
def test_the_worked_example_through_the_product(regime: str, files: str, expected: list[tuple[str, str | None, int | None, str]]) -> None:
    jury, names = judged(regime, files)
    ranking = queries.ranking_of(jury)
    found = [(names[one.application_id], str(shown(one.total)) if one.total else None, one.rank, str(one.verdict)) for one in ranking.lines]
    assert found == expected
    assert ranking.file_count == len(files)
    eliminated = {
        names[one.application_id]: [ranking.criteria[pk].code for pk in one.eliminated_by] for one in ranking.lines if one.eliminated_by
    }
    assert eliminated == ({"E": ["c3"]} if "E" in files else {})


def test_what_is_not_sent_does_not_count() -> None:
    jury, _names = judged("examen", "AB")
    before = queries.ranking_of(jury)
    Jury.objects.filter(pk=jury.pk).update(state="session")
    assert queries.ranking_of(jury) == before
    make_jury(files=1)
    assert queries.ranking_of(jury) == before


def test_a_page_of_the_ranking_keeps_its_ranks() -> None:
    jury, names = judged("examen", "ABCE")
    page = queries.ranking_of(jury, limit=1, offset=1)
    assert [(names[one.application_id], one.rank) for one in page.lines] == [("A", 2)]
    assert page.file_count == 4


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_the_reference_on_anything(seed: int) -> None:
    chance = random.Random(seed)
    regime = Regime.EXAMEN if seed % 2 else Regime.CONCOURS
    jury = make_jury(make_cohort(regime), files=12, jurors=6)
    files, jurors = files_of(jury), jurors_in(jury)
    Jury.objects.filter(pk=jury.pk).update(state="open", opened_at=jury.created_at)
    grid = {one.code.upper(): one for one in jury.cohort.call.criteria.all()}
    marks: dict[int, dict[int, dict[int, int | None]]] = {file.pk: {} for file in files}
    for file in files:
        for juror in chance.sample(jurors, chance.randint(2, 5)):
            row: dict[int, int | None] = {grid[code].pk: chance.choice([None, 2, 3, 3, 4]) for code in CRITERIA}
            marks[file.pk][juror.pk] = row
            review = Review.objects.create(jury=jury, juror=juror, application=file, opinion="Oui")
            Score.objects.bulk_create(Score(review=review, criterion_id=pk, value=mark) for pk, mark in row.items())
            Review.objects.filter(pk=review.pk).update(sent_at=jury.created_at)
    tied = [(chance.choice(jurors), chance.choice(files)) for _ in range(1 if regime is Regime.CONCOURS else 4)]
    for juror, file in set(tied):
        Recusal.objects.create(
            juror=juror, application=None if regime is Regime.CONCOURS else file, because_of=file, origin="own", reason="Lien"
        )
    expected = rank(marks, queries.scale_of(jury.cohort), regime, [(juror.pk, file.pk) for juror, file in tied])
    found = queries.ranking_of(jury)
    assert [one.application_id for one in found.lines] == [one.file for one in expected]
    for ours, theirs in zip(found.lines, expected, strict=True):
        assert (ours.rank, ours.is_tied, ours.verdict, ours.readers) == (
            theirs.rank,
            theirs.is_tied,
            theirs.outcome.verdict,
            theirs.outcome.reviewers,
        )
        assert shown(ours.total) == shown(theirs.outcome.total)


def test_nothing_scored_gives_no_total() -> None:
    jury = make_jury()
    lines = queries.ranking_of(jury).lines
    assert [(one.total, one.rank, one.verdict, one.readers) for one in lines] == [(None, None, Verdict.NO_QUORUM, 0)] * 2


def test_the_scale_is_the_cohort_s() -> None:
    scale = queries.scale_of(make_cohort(pass_mark=Decimal(70), min_reviewers=4))
    assert (scale.pass_at, scale.min_reviewers, len(scale.measures)) == (Decimal(70), 4, 5)
    assert Juror.objects.count() == 0
