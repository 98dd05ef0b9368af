"""How an indicator is counted: versions that stay, and series that break."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.design import figures
from frenchimpact.projects.tests.factories import make_project, make_published_project
from frenchimpact.territories.actions.indicators import add_indicator, change_indicator
from frenchimpact.territories.actions.measurements import Given, record_value
from frenchimpact.territories.actions.methods import change_method
from frenchimpact.territories.models import Indicator, Method, Territory
from frenchimpact.territories.queries.methods import cut_between, method_on
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db
YEAR = clock.today().year


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def author(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def client(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


def change(indicator: Indicator, by: User, **fields: object) -> Method:
    values = {"text": "À la sortie.", "since": dt.date(YEAR - 1, 1, 1), "is_break": True, "reason": "Le pont-bascule a changé.", **fields}
    return change_method(indicator=indicator, by=by, **values)  # type: ignore[arg-type] # values given by name


def dated(territory: Territory, *versions: tuple[str, dt.date, bool]) -> Indicator:
    """An indicator with these methods and a value for each of the last three years."""
    found = make_indicator(make_challenge(territory, 2), baseline=None, target=None, method=versions[-1][0])
    for number, (text, since, is_break) in enumerate(versions, start=1):
        reason = "Une raison." if number > 1 else ""
        Method.objects.create(indicator=found, number=number, text=text, since=since, is_break=is_break, reason=reason)
    for year, value in ((YEAR - 3, 100), (YEAR - 2, 205), (YEAR - 1, 301)):
        given = Given(found.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(value))
        record_value(territory=territory, given=given, via="form", by=None)
    found.refresh_from_db()
    return found


def test_a_method_written_with_the_indicator_or_later_is_its_first_version(territory: Territory, author: User) -> None:
    found = add_indicator(territory=territory, by=author, challenge=make_challenge(territory), name="Tonnes", unit="t", method="Pesées.")
    assert [(one.number, one.text, one.is_break) for one in found.methods.all()] == [(1, "Pesées.", False)]
    bare = dated_without_method(territory)
    change_indicator(indicator=bare, by=author, method="Comptées une par une.")
    one = bare.methods.get()
    # It holds for the values that were there.
    assert (one.number, one.since) == (1, dt.date(YEAR - 2, 1, 1))


def dated_without_method(territory: Territory) -> Indicator:
    found = make_indicator(make_challenge(territory, 3))
    given = Given(found.pk, dt.date(YEAR - 2, 1, 1), dt.date(YEAR - 2, 12, 31), Decimal(5))
    record_value(territory=territory, given=given, via="form", by=None)
    return found


def test_changing_the_indicator_leaves_its_written_method(territory: Territory, author: User) -> None:
    found = add_indicator(territory=territory, by=author, challenge=make_challenge(territory), name="Tonnes", unit="t", method="Pesées.")
    change_indicator(indicator=found, by=author, method="", name="Tonnes triées")
    found.refresh_from_db()
    assert (found.name, found.method, found.methods.count()) == ("Tonnes triées", "Pesées.", 1)


def test_a_change_is_a_version_and_the_earlier_one_stays(territory: Territory, author: User) -> None:
    found = dated(territory, ("À l’entrée.", dt.date(YEAR - 3, 1, 1), False))
    made = change(found, author)
    found.refresh_from_db()
    assert (made.number, found.method) == (2, "À la sortie.")
    assert [(one.number, one.text) for one in found.methods.all()] == [(2, "À la sortie."), (1, "À l’entrée.")]
    with pytest.raises(DatabaseError), transaction.atomic():
        Method.objects.filter(pk=made.pk).update(text="Autre chose.")


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"text": ""}, ["text"]),
        ({"reason": ""}, ["reason"]),
        ({"since": dt.date(YEAR - 4, 1, 1)}, ["since"]),
        ({"since": dt.date(YEAR + 1, 1, 1)}, ["since"]),
    ],
)
def test_what_a_change_lacks_is_said_at_its_field(
    territory: Territory, author: User, fields: dict[str, object], missing: list[str]
) -> None:
    found = dated(territory, ("À l’entrée.", dt.date(YEAR - 3, 1, 1), False))
    with pytest.raises(Incomplete) as refused:
        change(found, author, **fields)
    assert list(refused.value.missing) == missing
    assert found.methods.count() == 1


def test_the_same_text_and_an_unwritten_method_are_refused(territory: Territory, author: User) -> None:
    found = dated(territory, ("À l’entrée.", dt.date(YEAR - 3, 1, 1), False))
    with pytest.raises(Refusal, match="rien n’a changé"):
        change(found, author, text="À l’entrée.")
    with pytest.raises(Refusal, match="pas encore de méthode"):
        change(make_indicator(make_challenge(territory, 4)), author)


def test_which_version_counts_a_day_and_what_cuts_a_series(territory: Territory) -> None:
    found = dated(
        territory,
        ("Un", dt.date(2024, 1, 1), False),
        ("Deux", dt.date(2025, 3, 1), True),
        ("Deux, autrement dit", dt.date(2026, 1, 1), False),
    )
    methods = list(found.methods.all())
    days = (dt.date(2023, 12, 31), dt.date(2025, 2, 28), dt.date(2025, 3, 1), dt.date(2026, 12, 31))
    assert [one.number for day in days if (one := method_on(methods, day))] == [1, 1, 2, 3]
    cut = cut_between(methods, dt.date(2024, 12, 31), dt.date(2026, 12, 31))
    assert cut is not None
    assert cut.number == 2
    # The words alone changed since.
    assert cut_between(methods, dt.date(2025, 12, 31), dt.date(2026, 12, 31)) is None
    assert method_on([], dt.date(2026, 1, 1)) is None


def test_the_chart_does_not_join_what_is_counted_otherwise() -> None:
    days = [dt.date(year, 12, 31) for year in (2023, 2024, 2025)]
    points = list(zip(days, (100.0, 205.0, 301.0), strict=True))
    whole, cut = figures.line_chart(points), figures.line_chart(points, breaks=[(dt.date(2025, 1, 1), "méthode v2")])
    assert (whole.path.count("M"), cut.path.count("M")) == (1, 2)
    ((x, words),) = cut.breaks
    assert cut.dots[1][0] < x < cut.dots[2][0]
    assert words == "méthode v2"
    assert not figures.line_chart(points, breaks=[(dt.date(2030, 1, 1), "plus tard")]).breaks


def test_the_page_and_the_public_sheet_tell_the_versions_and_the_cut(client: Client, territory: Territory) -> None:
    found = dated(territory, ("À l’entrée.", dt.date(YEAR - 3, 1, 1), False), ("À la sortie.", dt.date(YEAR - 1, 1, 1), True))
    page = client.get(f"/mon-espace/territoires/{territory.reference}/indicateurs/{found.number}/").content.decode()
    for words in (
        "les valeurs d’avant et d’après ne se comparent pas",
        "À l’entrée.",
        "Série coupée",
        "line__break",
        "version 1",
        "version 2",
    ):
        assert words in page
    public = Client().get(f"/territoires/{territory.slug}/defis/2/").content.decode()
    for words in ("les valeurs d’avant et d’après ne se comparent pas", "À l’entrée.", "Comment c’est compté (version 2)"):
        assert words in public


def test_each_value_leaves_with_the_method_that_counted_it(client: Client, territory: Territory) -> None:
    dated(territory, ("À l’entrée.", dt.date(YEAR - 2, 1, 1), False), ("À la sortie.", dt.date(YEAR - 1, 1, 1), True))
    answer = client.get(f"/mon-espace/territoires/{territory.reference}/indicateurs/mesures.csv")
    lines = b"".join(answer).decode().splitlines()[1:]
    assert ["À l’entrée." in line for line in lines] == [True, True, False]
    assert "À la sortie." in lines[2]


def test_the_form_changes_the_method_and_keeps_what_was_typed_when_refused(client: Client, territory: Territory) -> None:
    found = dated(territory, ("À l’entrée.", dt.date(YEAR - 3, 1, 1), False))
    address = f"/mon-espace/territoires/{territory.reference}/indicateurs/{found.number}/methode/"
    assert "À l’entrée." in client.get(address).content.decode()
    refused = client.post(address, {"text": "Tout autrement.", "since": f"{YEAR + 1}-01-01", "reason": "Voilà."})
    assert refused.status_code == 422
    assert "Tout autrement." in refused.content.decode()
    client.post(address, {"text": "Tout autrement.", "since": f"{YEAR - 1}-01-01", "reason": "Voilà."})
    assert next((one.text, one.is_break) for one in found.methods.all()) == ("Tout autrement.", False)
    # Once written, it is not a field of the indicator's own form.
    assert 'name="method"' not in client.get(address.replace("methode", "modifier")).content.decode()


def test_the_project_is_chosen_among_those_that_answer_a_challenge(client: Client, territory: Territory) -> None:
    challenge = make_challenge(territory)
    own, elsewhere, hidden = make_published_project(name="Recyclerie"), make_published_project(name="Ailleurs"), make_project(name="Caché")
    found = make_indicator(challenge)
    address = f"/mon-espace/territoires/{territory.reference}/indicateurs/{found.number}/modifier/"
    assert 'name="project"' not in client.get(address).content.decode()
    for project in (own, hidden):
        challenge.challenge_projects.create(project=project)
    form = client.get(address).content.decode()
    assert "Recyclerie" in form
    assert "Ailleurs" not in form
    assert "Caché" not in form
    typed = {"name": "Tonnes", "challenge": challenge.pk, "unit": "tonnes", "direction": "up", "frequency": "year"}
    assert client.post(address, typed | {"project": elsewhere.pk}).status_code == 422
    assert client.post(address, typed | {"project": own.pk}).status_code == 302
    found.refresh_from_db()
    assert found.project == own
    link = f'<a href="/projets/{own.slug}/">Recyclerie</a>'
    assert link in client.get(address.replace("modifier/", "")).content.decode()
    assert link in Client().get(f"/territoires/{territory.slug}/defis/{challenge.number}/").content.decode()
    own.status = "private"
    own.save(update_fields=["status"])
    assert "Recyclerie" not in Client().get(f"/territoires/{territory.slug}/defis/{challenge.number}/").content.decode()
