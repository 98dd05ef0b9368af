"""A funder brings a file in by the page: its columns are said, the dry run is read, the refused lines come back to be mended."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.commitments.actions.trials import MOST_KEPT, forget_trials
from frenchimpact.commitments.models import Commitment, GrantsImport, GrantsTrial
from frenchimpact.commitments.tests.factories import make_funder, make_known
from frenchimpact.commitments.tests.test_import_columns import STRANGE
from frenchimpact.commitments.tests.test_imports import FUNDER, HEADER, LINE
from frenchimpact.core import clock
from frenchimpact.core.tests.workbooks import row, xlsx
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
PAGE = "/mon-espace/financeur/engagements/importer/"
OURS = ("nomAttribuant", "idAttribuant", "dateConvention", "nomBeneficiaire", "montant")


@pytest.fixture
def funder() -> Organisation:
    return make_known(make_funder(name="Métropole", siret=FUNDER, siren=FUNDER[:9]))


@pytest.fixture
def farid(funder: Organisation, client: Client) -> User:
    person = make_member(funder)
    client.force_login(person)
    return person


def send(client: Client, content: str | bytes, name: str = "nos subventions.csv") -> str:
    """Send a file; where it leads."""
    octets = content.encode() if isinstance(content, str) else content
    response = client.post(PAGE, {"file": SimpleUploadedFile(name, octets)})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def test_a_file_of_known_columns_goes_straight_to_what_it_would_do(client: Client, farid: User, funder: Organisation) -> None:
    trial = send(client, f"{HEADER}\n{LINE}\n{LINE.replace(FUNDER, '23350001600040')}\n")
    page = client.get(trial).content.decode()
    for words in ("1 engagement à créer", "1 ligne refusée", "une de vos structures", "nos subventions.csv", "Montant, en euros"):
        assert words in page, words
    assert not Commitment.objects.exists()
    done = client.post(trial)
    assert done.status_code == 302
    one, run = Commitment.objects.get(), GrantsImport.objects.get()
    assert (one.funder, run.file_name, run.created_count, run.refused_count) == (funder, "nos subventions.csv", 1, 1)
    assert client.get(trial).status_code == 404
    assert "ne changerait rien" in client.get(send(client, f"{HEADER}\n{LINE}\n")).content.decode()


def test_columns_are_told_then_the_dry_run_shows_them(client: Client, farid: User) -> None:
    columns = send(client, f"Subventions 2023\n{STRANGE}\nMétropole;{FUNDER};27/06/2023;La Recyclerie;1 500\nMétropole;;x;Ici;2 500\n")
    page = client.get(columns).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("Vos colonnes", "Leur SIRET", "1 500 · 2 500", "Combien"):
        assert words in page, words
    given = {f"column_{place}": ours for place, ours in enumerate(OURS)}
    lacking = client.post(columns, {**given, "column_4": ""})
    assert lacking.status_code == 422
    assert "dites quelle colonne le donne" in lacking.content.decode()
    twice = client.post(columns, {**given, "column_0": "montant"}).content.decode()
    assert "est déjà choisi pour" in twice
    # What was chosen is still there, and may be gone back to.
    assert 'value="nomBeneficiaire" selected' in twice
    assert client.post(columns, given).status_code == 302
    trial = columns.removesuffix("colonnes/")
    page = client.get(trial).content.decode()
    for words in ("1 engagement à créer", "1 ligne refusée", "Combien", "Changer les colonnes"):
        assert words in page, words
    assert "laissées de côté" not in page
    again = client.get(columns).content.decode()
    assert again.count(" selected") == len(OURS)
    done = client.post(trial).headers["Location"]
    assert Commitment.objects.get().gross == Decimal(1500)
    assert GrantsImport.objects.get().mapping["montant"] == "Combien"
    assert not GrantsTrial.objects.exists()
    refused = client.get(f"{done}refus.csv").getvalue().decode("utf-8-sig")
    assert refused.splitlines()[0] == f"{STRANGE};ligne;motif"
    assert refused.splitlines()[1].startswith("Métropole;;x;Ici;2 500;4;")


def test_columns_left_aside_are_named(client: Client, farid: User) -> None:
    columns = send(client, f"{HEADER},Avis du bureau\n{LINE},favorable\n")
    assert columns.endswith("/colonnes/")
    page = client.get(columns.removesuffix("colonnes/")).content.decode()
    assert "Avis du bureau." in page


def test_days_and_amounts_are_guessed_by_what_they_are(client: Client, farid: User) -> None:
    lines = ("Métropole;27/06/2023;Ici;1 500;12", "Métropole;28/06/2023;Là;2 500,50;x")
    columns = send(client, "\n".join(["Qui;Quand;À qui;Combien;Rang", *lines]))
    page = client.get(columns).content.decode()
    assert 'value="dateConvention" selected' in page
    assert 'value="montant" selected' in page
    # Two that could be: a person says.
    columns = send(client, "\n".join(["Qui;Quand;À qui;Combien;Rang", lines[0], lines[1].replace(";x", ";13")]))
    assert 'value="montant" selected' not in client.get(columns).content.decode()


def test_only_who_sent_the_file_sees_its_refused_lines(client: Client, farid: User, funder: Organisation) -> None:
    trial = send(client, f"{HEADER}\n{LINE}\n{LINE.replace('47800.20', 'x')}\n")
    colleague, operator = make_member(funder), make_operator()
    for other in (colleague, operator):
        client.force_login(other)
        assert [client.get(where).status_code for where in (trial, f"{trial}colonnes/")] == [404, 404]
        assert client.post(trial).status_code == 404
    client.force_login(farid)
    done = client.post(trial).headers["Location"]
    assert "Télécharger les lignes refusées" in client.get(done).content.decode()
    assert client.get(f"{done}refus.csv").status_code == 200
    for other in (colleague, operator):
        client.force_login(other)
        assert [client.get(where).status_code for where in (done, f"{done}refus.csv")] == [404, 404]


def test_the_sheet_of_a_workbook_is_chosen(client: Client, farid: User) -> None:
    cells = [row(*STRANGE.split(";")) + row("Métropole", FUNDER, day, "Ici", "12") for day in ("2022-02-02", "2023-03-03")]
    columns = send(client, xlsx({"2022": cells[0], "2023": cells[1]}), "a.xlsx")
    first = client.get(columns).content.decode()
    assert "2022-02-02" in first
    second = client.get(columns, {"feuille": "2023"}).content.decode()
    assert "2023-03-03" in second
    assert "2022-02-02" not in second
    given = {f"column_{place}": ours for place, ours in enumerate(OURS)}
    client.post(columns, {**given, "sheet": "2023"})
    client.post(columns.removesuffix("colonnes/"))
    assert Commitment.objects.get().signed_on == dt.date(2023, 3, 3)
    assert client.get(send(client, xlsx({"2022": cells[0]}), "a.xlsx"), {"feuille": "Nulle part"}).status_code == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "vide"), (b"%PDF-1.4 rien", "PDF"), (b'{"grants": [{"id": "1"', "coup"), (b"seul\n1\n", "nommer les colonnes")],
)
def test_what_is_no_table_is_said_at_once(client: Client, farid: User, content: bytes, words: str) -> None:
    response = client.post(PAGE, {"file": SimpleUploadedFile("a.csv", content)})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not GrantsTrial.objects.exists()


def test_a_funder_that_cannot_import_is_told_why(client: Client) -> None:
    client.force_login(make_member(make_known(make_funder(siren=""))))
    response = client.post(PAGE, {"file": SimpleUploadedFile("a.csv", f"{HEADER}\n{LINE}\n".encode())})
    assert response.status_code == 422
    assert "n’a pas de SIREN" in response.content.decode()
    client.force_login(make_member(make_known(make_funder(siren=FUNDER[:9]))))
    assert "Choisissez un fichier" in client.post(PAGE, {}).content.decode()


def test_the_oldest_files_leave(client: Client, farid: User) -> None:
    first = send(client, f"{HEADER}\n{LINE}\n")
    for _ in range(MOST_KEPT):
        send(client, f"{HEADER}\n{LINE}\n")
    assert GrantsTrial.objects.count() == MOST_KEPT
    assert client.get(first).status_code == 404


def test_a_file_never_brought_in_is_forgotten_after_a_week(client: Client, farid: User) -> None:
    send(client, f"{HEADER}\n{LINE}\n")
    assert "nos subventions.csv" in client.get(PAGE).content.decode()
    assert forget_trials() == 0
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        assert forget_trials() == 1
