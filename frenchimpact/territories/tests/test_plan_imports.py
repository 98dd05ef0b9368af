"""A plan from a table: what it would do is said line by line; it is done whole or not at all; what goes out comes in again."""

import csv
import datetime as dt
import html
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from frenchimpact.accounts.models import User
from frenchimpact.core.tests import workbooks
from frenchimpact.journal.models import Entry
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories.models import Action, Member, Objective, Territory
from frenchimpact.territories.plan_tables import read_line
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_lead_person, make_objective, make_territory

pytestmark = pytest.mark.django_db

BUDGET = "2026 Régie : 12 000,50 € (acquis 5 000 / dépensé 2 000) ; 2026 Ville : 12 jours"
STEPS = "Louer un local (fait le 01/02/2026) ; Former (pour le 31/12/2026)"
TABLE = f"""défi;objectif;action;responsable;début;fin;état;budget par année et financeur;étapes
1;Réparer;Ouvrir une recyclerie;Régie;01/03/2026;2027-06-30;En cours;"{BUDGET}";"{STEPS}"
Défi 2;Nourrir;Ouvrir une cantine;;;;;;
"""


@pytest.fixture
def territory() -> Territory:
    territory = make_territory()
    for number in (1, 2, 3):
        make_challenge(territory, number)
    house = make_organisation(name="Régie")
    Member.objects.create(territory=territory, organisation=house, name="Régie", kind="ess", since=dt.date(2026, 1, 1))
    return territory


@pytest.fixture
def person(territory: Territory) -> User:
    return make_lead_person(territory)


@pytest.fixture
def client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(territory: Territory) -> str:
    return reverse("territories:plan_import", args=[territory.reference])


def preview(client: Client, territory: Territory, block: str) -> Any:
    response = client.post(address(territory), {"block": block})
    assert response.status_code == 200
    return response


def report_of(response: Any) -> list[tuple[str, str]]:
    """What each line does, as the page says it."""
    shown = response.content.decode()
    found = []
    for row in shown.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]:
        kind = next(words for words in ("Créée", "Modifiée", "Inchangée", "Refusée") if words in row)
        found.append((row.partition('scope="row">')[2].partition("<")[0], kind))
    return found


def hidden(response: Any, name: str) -> str:
    return str(response.content.decode().partition(f'name="{name}" value="')[2].partition('"')[0])


def apply(client: Client, territory: Territory, block: str, **more: str) -> Any:
    seal = hidden(preview(client, territory, block), "seal")
    return client.post(address(territory), {"block": block, "seal": seal, "apply": "1", **more})


def test_the_preview_writes_nothing_and_the_confirmation_writes_all(client: Client, territory: Territory) -> None:
    assert report_of(preview(client, territory, TABLE)) == [("Ligne 2", "Créée"), ("Ligne 3", "Créée")]
    assert (Action.objects.count(), Objective.objects.count()) == (0, 0)
    assert apply(client, territory, TABLE).status_code == 302
    first, second = territory.actions.order_by("number")
    assert (str(first.objective.challenge.number), first.objective.title, first.owner and first.owner.name) == ("1", "Réparer", "Régie")
    assert (first.starts_on, first.ends_on, first.state) == (dt.date(2026, 3, 1), dt.date(2027, 6, 30), "in_progress")
    lines: list[Any] = [(one.funder, one.unit, one.planned, one.secured, one.spent) for one in first.budget_lines.all()]
    assert lines == [("Régie", "eur", Decimal("12000.50"), 5000, 2000), ("Ville", "days", 12, 0, 0)]
    assert [(one.title, one.due_on, one.done_on) for one in first.steps.all()] == [
        ("Louer un local", None, dt.date(2026, 2, 1)),
        ("Former", dt.date(2026, 12, 31), None),
    ]
    assert (second.title, second.objective.challenge.number) == ("Ouvrir une cantine", 2)
    assert report_of(preview(client, territory, TABLE)) == [("Ligne 2", "Inchangée"), ("Ligne 3", "Inchangée")]


def test_what_goes_out_comes_in_again_unchanged(client: Client, territory: Territory, person: User) -> None:
    objective = make_objective(territory.challenges.get(number=1))
    first = make_action(objective, title="=1+1", description="Deux\nlignes ; un point", owner=territory.lead, pilot=person, progress=30)
    first.steps.create(title="Une seule ; avec un point-virgule", position=1)
    first.steps.create(title="Réunion (fait le point avec tous)", position=2)
    first.steps.create(title="Bilan (fait le 2026-01-01)", position=3, due_on=dt.date(2026, 3, 1))
    first.steps.create(title="Bilan (fait le 2026-01-01)", position=4)
    first.partners.create(name="Le lycée", part="Prête un atelier (le soir)")
    first.partners.create(name="Mairie (Ville de X)")
    first.partners.create(name="Mairie (Ville de Y)", part="Prête une salle")
    first.budget_lines.create(year=2026, funder="Ville : budget participatif", planned=Decimal("10.50"), secured=3)
    blocked = {"state": "blocked", "blocked_by": "- La licence", "unblocked_by": "'Un accord", "blocked_on": dt.date(2026, 5, 1)}
    make_action(objective, title="Deuxième", after=first, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31), **blocked)
    make_action(objective, title="Troisième", state="dropped", note="Plus de besoin.")
    table = client.get(reverse("territories:plan_csv", args=[territory.reference])).content
    response = client.post(address(territory), {"file": SimpleUploadedFile("plan.csv", table)})
    assert [kind for _line, kind in report_of(response)] == ["Inchangée"] * 3
    # In an empty territory of the same challenges, the same table makes the same plan.
    Action.objects.all().delete()
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([["", *row[1:]] if number else row for number, row in enumerate(rows)])
    assert apply(client, territory, buffer.getvalue()).status_code == 302
    again = client.get(reverse("territories:plan_csv", args=[territory.reference])).content
    assert again == table


def test_a_line_changes_an_action_by_its_code_and_empty_cells_change_nothing(client: Client, territory: Territory) -> None:
    action = make_action(make_objective(territory.challenges.get(number=1)), description="Gardée.", state="in_progress")
    block = "code;état;description;action\nA-01;Terminée;;Un autre nom\n"
    assert report_of(preview(client, territory, block)) == [("Ligne 2", "Modifiée")]
    assert apply(client, territory, block).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.description, action.title) == ("done", "Gardée.", "Un autre nom")
    assert {event.verb for event in action.events.all()} == {"finish", "change"}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"défi": "9"}, "Aucun défi du territoire ne s’appelle"),
        ({"défi": ""}, "« défi » est vide"),
        ({"action": "x" * 201}, "200 au plus"),
        ({"responsable": "Une inconnue"}, "n’est pas membre du collectif"),
        ({"pilote": "Jean Personne"}, "ne peut pas piloter"),
        ({"début": "bientôt"}, "n’est pas une date"),
        ({"début": "31/02/2026"}, "n’est pas une date"),
        ({"début": "2027-01-01", "fin": "2026-01-01"}, "La fin précède le début"),
        ({"état": "à moitié"}, "n’est pas un état"),
        ({"état": "Bloquée"}, "ce qui la bloque"),
        ({"état": "Bloquée", "ce qui bloque": "La licence"}, "ce qui la débloquerait"),
        ({"budget": "2026 Ville : 999999999999 k€"}, "Montant trop grand"),
        ({"après": "A-77"}, "aucune action n’a le code"),
        ({"après": "A-01"}, "s’attendraient l’une l’autre"),
        ({"état": "Abandonnée"}, "dit pourquoi"),
        ({"avancement": "120"}, "de 0 à 100"),
        ({"budget": "beaucoup d’argent"}, "Budget illisible"),
        ({"budget": "2026 Ville : 10 € (promis 3)"}, "Budget illisible"),
        ({"budget": "2026 Ville : 1 € ; 2026 ville : 2 €"}, "deux fois le même financeur"),
        ({"étapes": "Louer (pour le 99/99/2026)"}, "Date illisible"),
        ({"code": "A-77"}, "Aucune action n’a le code"),
    ],
)
def test_a_line_that_is_wrong_is_refused_with_its_reason(client: Client, territory: Territory, cells: dict[str, str], words: str) -> None:
    row = {"défi": "1", "objectif": "Réparer", "action": "Ouvrir", **cells}
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(row), delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    response = preview(client, territory, buffer.getvalue())
    assert report_of(response) == [("Ligne 2", "Refusée")]
    assert words in response.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_refused_lines_hold_the_rest_unless_they_are_left_aside(client: Client, territory: Territory) -> None:
    block = TABLE + "7;Rien;Nulle part;;;;;;\n"
    refused = apply(client, territory, block)
    assert (refused.status_code, Action.objects.count()) == (409, 0)
    assert "Nulle part" in refused.content.decode()
    assert apply(client, territory, block, leave="on").status_code == 302
    assert Action.objects.count() == 2


def test_the_same_action_twice_in_a_table_is_refused_once(client: Client, territory: Territory) -> None:
    block = "défi;objectif;action\n1;Réparer;Ouvrir\n1;Réparer;OUVRIR\n"
    assert [kind for _line, kind in report_of(preview(client, territory, block))] == ["Créée", "Refusée"]


def test_a_plan_that_moved_since_the_preview_is_shown_again(client: Client, territory: Territory) -> None:
    seal = hidden(preview(client, territory, TABLE), "seal")
    make_action(make_objective(territory.challenges.get(number=2), title="Nourrir"), title="Ouvrir une cantine")
    again = client.post(address(territory), {"block": TABLE, "seal": seal, "apply": "1"})
    assert (again.status_code, Action.objects.count()) == (409, 1)
    assert report_of(again) == [("Ligne 2", "Créée"), ("Ligne 3", "Inchangée")]


def test_two_actions_that_would_wait_for_each_other_are_refused(client: Client, territory: Territory) -> None:
    objective = make_objective(territory.challenges.get(number=1))
    first = make_action(objective)
    second = make_action(objective, title="Deux", after=first)
    refused = preview(client, territory, "code;après\nA-01;A-02\n")
    assert report_of(refused) == [("Ligne 2", "Refusée")]
    assert "s’attendraient l’une l’autre" in refused.content.decode()
    # Turned round in the same table, they wait the other way.
    third = make_action(objective, title="Trois")
    assert apply(client, territory, "code;après\nA-01;A-03\nA-02;A-03\n").status_code == 302
    for one in (first, second):
        one.refresh_from_db()
        assert one.after == third


def test_what_an_action_comes_after_is_kept_once(client: Client, territory: Territory) -> None:
    block = "défi;objectif;action;après\n1;Réparer;Ouvrir;\n1;Réparer;Vendre;A-01\n"
    assert apply(client, territory, block).status_code == 302
    first, second = territory.actions.order_by("number")
    assert second.after == first
    assert {event.note for event in second.events.all()} == {"", "after"}
    assert Entry.objects.filter(fact="territories.ActionChanged").count() == 1
    assert [kind for _line, kind in report_of(preview(client, territory, block))] == ["Inchangée", "Inchangée"]


def test_a_line_refused_is_not_what_another_comes_after(client: Client, territory: Territory) -> None:
    block = "défi;objectif;action;après\n9;Rien;Nulle part;\n1;Réparer;Vendre;A-02\n1;Réparer;Louer;A-01\n"
    assert [kind for _line, kind in report_of(preview(client, territory, block))] == ["Refusée", "Refusée", "Refusée"]


@pytest.mark.parametrize(
    ("was", "words", "kind"),
    [
        ("done", "Bloquée", "Refusée"),
        ("dropped", "Terminée", "Refusée"),
        ("done", "En cours", "Modifiée"),
        ("in_progress", "Terminée", "Modifiée"),
    ],
)
def test_states_follow_the_moves_of_the_plan(client: Client, territory: Territory, was: str, words: str, kind: str) -> None:
    action = make_action(make_objective(territory.challenges.get(number=1)), state=was, note="Pourquoi", progress=60)
    block = f"code;état;ce qui bloque;ce qui débloquerait;avancement\nA-01;{words};La licence;Un accord;60\n"
    found = preview(client, territory, block)
    assert report_of(found) == [("Ligne 2", kind)]
    if words == "Terminée" and kind == "Modifiée":
        assert apply(client, territory, block).status_code == 302
        action.refresh_from_db()
        assert (action.state, action.progress) == ("done", 100)
        assert report_of(preview(client, territory, block)) == [("Ligne 2", "Inchangée")]


def test_a_pilot_is_named_or_written_by_address(client: Client, territory: Territory, person: User) -> None:
    assert apply(client, territory, f"défi;objectif;action;pilote\n1;Réparer;Ouvrir;{person.email.upper()}\n").status_code == 302
    assert Action.objects.get().pilot == person
    reader = make_member(territory.lead, role=Membership.Role.READER)  # type: ignore[arg-type] # this one has a lead
    response = preview(client, territory, f"défi;objectif;action;pilote\n1;Réparer;Autre;{reader.email}\n")
    assert report_of(response) == [("Ligne 2", "Refusée")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vide.csv", b" \n"),
        ("entete.csv", "défi;objectif;action\n".encode()),
        ("autre.csv", b"nom;prenom\nA;B\n"),
        ("page.csv", b"<html><body>"),
        ("image.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
        ("page.xls", b"<table><tr><td>action</td></tr></table>"),
        ("coupe.xlsx", workbooks.xlsx({"Plan": workbooks.row("action")})[:-300]),
        ("nuls.csv", b"\x00\x00;\x00"),
        ("double.csv", "action;action;défi\n1;2;3\n".encode()),
        ("long.csv", ("défi;objectif;action\n" + "1;a;b\n" * 501).encode()),
        ("lourd.csv", ("défi;objectif;action\n" + "x" * (2 * 1024 * 1024)).encode()),
    ],
)
def test_hostile_or_empty_files_are_refused_in_words(client: Client, territory: Territory, name: str, content: bytes) -> None:
    response = client.post(address(territory), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Action.objects.exists()


def block_of(response: Any) -> str:
    """The table that the page sends again with the confirmation."""
    return html.unescape(response.content.decode().partition('name="block" hidden>')[2].partition("<")[0]).removeprefix("\n")


def words_of(response: Any) -> str:
    """The page, with ordinary spaces."""
    return html.unescape(response.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def as_workbook(kind: str) -> bytes:
    """The same plan as TABLE, as a spreadsheet keeps it: days, a percentage, a title above, a sheet of notes after."""
    head, first, second = csv.reader(io.StringIO(TABLE), delimiter=";")
    head, first, second = [*head, "avancement"], [*first, ""], [*second, ""]
    day = (dt.date(2026, 3, 1) - dt.date(1899, 12, 30)).days
    if kind == "xlsx":
        first[4:5], first[9:] = [workbooks.number(str(day), workbooks.DAY)], [workbooks.number("0.3", workbooks.PERCENT)]
        rows = [workbooks.row("Notre plan"), *(workbooks.row(*cells) for cells in (head, first, second))]
        return workbooks.xlsx({"Plan": "".join(rows), "Notes": workbooks.row("À relire")})
    first[4], first[9] = workbooks.ods_cell("date", "2026-03-01"), workbooks.ods_cell("percentage", "0.3", shown="30 %")
    rows = [workbooks.ods_row("Notre plan"), *(workbooks.ods_row(*cells) for cells in (head, first, second))]
    return workbooks.ods({"Plan": "".join(rows), "Notes": workbooks.ods_row("À relire")})


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_spreadsheet_does_what_its_csv_does(client: Client, territory: Territory, kind: str) -> None:
    sent = {"file": SimpleUploadedFile(f"plan.{kind}", as_workbook(kind))}
    response = client.post(address(territory), sent)
    assert report_of(response) == [("Ligne 3", "Créée"), ("Ligne 4", "Créée")], "their numbers in the sheet"
    assert "Feuille lue : « Plan ». Le classeur en a d’autres : Notes." in words_of(response)
    assert not Action.objects.exists()
    assert apply(client, territory, block_of(response)).status_code == 302
    first, second = territory.actions.order_by("number")
    assert (first.title, first.starts_on, first.ends_on, first.progress) == (
        "Ouvrir une recyclerie",
        dt.date(2026, 3, 1),
        dt.date(2027, 6, 30),
        30,
    )
    assert [one.planned for one in first.budget_lines.order_by("planned")] == [12, Decimal("12000.50")]
    assert second.title == "Ouvrir une cantine"
    assert report_of(preview(client, territory, TABLE)) == [("Ligne 2", "Inchangée"), ("Ligne 3", "Inchangée")]


def test_the_sheet_is_chosen_by_its_name_and_errors_cost_their_line(client: Client, territory: Territory) -> None:
    head = workbooks.row("défi", "objectif", "action", "début")
    lines = workbooks.row("1", "Réparer", "Ouvrir", '<c t="e"><v>#REF!</v></c>') + workbooks.row("1", "Réparer", "Former")
    old = workbooks.row("défi", "objectif", "action") + workbooks.row("1", "Réparer", "Ancienne")
    content = workbooks.xlsx({"Plan 2025": old, "Plan 2026": head + lines})
    response = client.post(address(territory), {"file": SimpleUploadedFile("plan.xlsx", content)})
    assert report_of(response) == [("Ligne 2", "Créée")]
    response = client.post(address(territory), {"file": SimpleUploadedFile("plan.xlsx", content), "sheet": "plan 2026"})
    assert report_of(response) == [("Ligne 2", "Refusée"), ("Ligne 3", "Créée")]
    assert "« début » contient une erreur de tableur : #REF!" in words_of(response)
    assert apply(client, territory, block_of(response), leave="on").status_code == 302
    assert [one.title for one in territory.actions.all()] == ["Former"], "an error is one still when it comes back as text"
    response = client.post(address(territory), {"file": SimpleUploadedFile("plan.xlsx", content), "sheet": "Autre"})
    assert response.status_code == 422
    assert 'name="sheet" value="Autre"' in response.content.decode()


def test_nothing_chosen_is_said_and_only_those_who_run_import(client: Client, territory: Territory) -> None:
    assert client.get(address(territory)).status_code == 200
    assert client.post(address(territory), {"block": " "}).status_code == 422
    reader = Client()
    reader.force_login(make_lead_person(territory, Membership.Role.READER))
    assert reader.get(address(territory)).status_code == 403


def test_an_open_quote_and_odd_bytes_cost_their_line_only(client: Client, territory: Territory) -> None:
    content = 'défi;objectif;action\n1;Réparer;"Ouvert\n1;Réparer;Bon\n1;Réparer;Trop;de;colonnes\n'.encode("cp1252")
    response = client.post(address(territory), {"file": SimpleUploadedFile("plan.csv", content)})
    assert [kind for _line, kind in report_of(response)].count("Créée") == 1


def test_words_that_hide_their_direction_are_cleaned() -> None:
    read = read_line(2, {"défi": "1", "objectif": "a", "action": "Ouv\u202erir\x07"})
    assert (read.values["action"], read.problems) == ("Ouvrir", [])
