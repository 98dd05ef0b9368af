"""Where aids come from, as those who run the programme see it: sources, trials, aids gone, pairs that may be one."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.actions.twins import find_twins, merge_twin
from frenchimpact.aids.actions.uploads import forget_trials
from frenchimpact.aids.models import Aid, AidReport, Contest, LinkCheck, Run, Source, Twin
from frenchimpact.aids.queries.waiting import Waiting, waiting
from frenchimpact.aids.tests.factories import make_aid, make_funder
from frenchimpact.aids.tests.feeds import line, write_csv
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.tests.workbooks import row, xlsx
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_operator, make_person

pytestmark = pytest.mark.django_db
ROOM = "/mon-espace/programme/aides/"
SOURCES = f"{ROOM}sources/"
TWINS = f"{ROOM}doublons/"


@pytest.fixture
def operator(client: Client) -> Client:
    make_places()
    client.force_login(make_operator())
    return client


def upload(*lines: dict[str, str], tmp_path: object) -> SimpleUploadedFile:
    # Unchecked: the folder that pytest gives.
    return SimpleUploadedFile("aides.csv", write_csv(tmp_path / "u.csv", *lines).read_bytes())  # type: ignore[operator]  # the helper of these tests takes any lines


def test_a_file_is_tried_then_taken_once(operator: Client, tmp_path: object) -> None:
    sent = {"source": "Région", "file": upload(line(), line("deux", cibles="rien"), tmp_path=tmp_path), "upload": "1"}
    response = operator.post(SOURCES, sent)
    assert response.status_code == 302
    assert not Aid.objects.exists()
    page = operator.get(response["Location"]).content.decode()
    assert "« rien » est inconnu" in page
    assert "Prendre ce fichier" in page
    taken = operator.post(response["Location"])
    assert Aid.objects.get().source == Source.objects.get(code="region")
    assert "Import fait" in operator.get(taken["Location"]).content.decode()
    assert operator.post(response["Location"]).status_code == 409
    assert "Région" in operator.get(SOURCES).content.decode()
    assert "« rien » est inconnu" in operator.get(f"{SOURCES}region/").content.decode()


def test_refused_lines_come_back_as_a_file_to_mend(operator: Client, tmp_path: object) -> None:
    sent = {"source": "Région", "file": upload(line(), line("deux", cibles="rien"), tmp_path=tmp_path), "upload": "1"}
    trial = operator.post(SOURCES, sent)["Location"]
    taken = operator.post(trial)["Location"]
    assert "refus.csv" in operator.get(taken).content.decode()
    answer = operator.get(f"{taken}refus.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    found = answer.content.decode("utf-8-sig")
    assert found.splitlines()[0].endswith("ligne,motif")
    assert "« rien » est inconnu" in found
    assert "Une aide" not in found
    # Mended and sent again, it is one more aid: those that it does not hold are not gone.
    mended = SimpleUploadedFile("aides.csv", found.replace(",rien,", ",associations,").encode())
    trial = operator.post(SOURCES, {"source": "Région", "file": mended, "upload": "1"})["Location"]
    operator.post(trial)
    assert Aid.objects.count() == 2
    assert not Aid.objects.filter(gone_at__isnull=False).exists()
    last = Run.objects.latest("pk")
    assert (last.created_count, last.refused_count, last.error) == (1, 0, "")
    assert operator.get(f"{SOURCES}region/lectures/{last.pk}/refus.csv").status_code == 404


def test_what_is_no_file_of_aids_is_said_beside_the_field(operator: Client) -> None:
    response = operator.post(SOURCES, {"source": "Région", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "upload": "1"})
    assert response.status_code == 422
    assert "PDF" in response.content.decode()
    assert "Région" in response.content.decode()


def test_a_feed_is_added_paused_and_read_again(operator: Client) -> None:
    given = {"name": "État", "url": "https://exemple.fr/aides.csv", "shape": "dispositif_aide_csv", "every_hours": "24", "licence": ""}
    assert operator.post(SOURCES, {**given, "every_hours": "0"}).status_code == 422
    assert operator.post(SOURCES, given)["Location"] == f"{SOURCES}etat/"
    assert operator.post(SOURCES, given).status_code == 422
    operator.post(f"{SOURCES}etat/pause/", {"pause": "1"})
    assert not Source.objects.get().is_active
    assert "En pause" in operator.get(SOURCES).content.decode()
    operator.post(f"{SOURCES}etat/pause/", {"resume": "1"})
    assert Source.objects.get().is_active


def test_files_tried_are_forgotten_after_a_week(operator: Client, tmp_path: object) -> None:
    operator.post(SOURCES, {"source": "Région", "file": upload(line(), tmp_path=tmp_path), "upload": "1"})
    run = Run.objects.get()
    assert forget_trials() == 0
    Run.objects.update(started_at="2026-01-01T00:00:00Z")
    assert forget_trials() == 1
    assert operator.post(f"{SOURCES}region/lectures/{run.pk}/").status_code == 409


def test_aids_gone_are_kept_or_taken_down_by_a_person(operator: Client, tmp_path: object) -> None:
    def give(*lines: dict[str, str]) -> int:
        # Unchecked: the folder that pytest gives.
        return import_aids(write_csv(tmp_path / "a.csv", *lines), source_name="x").gone  # type: ignore[operator]  # the helper of these tests takes any lines

    give(line(), line("deux"), line("trois"))
    assert give(line()) == 2
    two, three = Aid.objects.exclude(gone_at=None).order_by("source_key").reverse()[1], Aid.objects.get(source_key="trois")
    assert "Absente depuis" in operator.get(f"{SOURCES}x/").content.decode()
    operator.post(f"{SOURCES}x/disparues/{two.reference}/", {"keep": "1"})
    operator.post(f"{SOURCES}x/disparues/{three.reference}/", {"withdraw": "1"})
    assert set(Aid.objects.values_list("source_key", "status")) == {
        (line()["id"], "published"),
        ("deux", "published"),
        ("trois", "withdrawn"),
    }
    assert give(line()) == 0


# ── Twins ────────────────────────────────────────────────────────────────────────────────────────
def test_titles_alike_on_a_common_ground_or_of_the_same_funder(operator: Client) -> None:
    first = make_aid("Fonds pour les tiers-lieux ruraux", places=("region:84",), funder_name="Région")
    inside = make_aid("Fonds pour les tiers-lieux rurals", places=("departement:73",), funder_name="Département")
    same = make_aid("Le fonds pour les tiers-lieux ruraux", places=("departement:976",), funder_name="REGION")
    make_aid("Fonds pour les tiers-lieux ruraux", places=("departement:93",), funder_name="Autre")
    make_aid("Tout autre chose", places=("region:84",), funder_name="Région")
    find_twins([first.pk])
    assert set(Twin.objects.values_list("first", "second")) == {(first.pk, inside.pk), (first.pk, same.pk)}
    find_twins([inside.pk, first.pk])
    assert Twin.objects.count() == 2


def test_two_aids_become_one_or_stay_two(operator: Client) -> None:
    first = make_aid("Fonds des lieux", description="Court", contact="Un service")
    second = make_aid("Fonds des lieux", description="Plus complet", contact="Un autre service")
    third = make_aid("Fonds des lieux")
    find_twins([first.pk, second.pk, third.pk])
    pair = Twin.objects.get(first=first, second=second)
    page = operator.get(f"{TWINS}{pair.pk}/").content.decode()
    assert "Plus complet" in page
    apart = Twin.objects.get(first=first, second=third)
    operator.post(f"{TWINS}{apart.pk}/", {"apart": "1"})
    operator.post(f"{TWINS}{pair.pk}/", {"kept": "first", "field_description": "second", "field_contact": "first"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.description, first.contact) == ("Plus complet", "Un service")
    assert (second.status, second.merged_into) == ("merged", first)
    assert not Twin.objects.filter(state="open").exists()
    assert operator.get(f"/financements/{second.slug}/")["Location"] == f"/financements/{first.slug}/"
    with pytest.raises(OutOfTurn):
        merge_twin(twin=pair, kept=first, take=(), by=make_operator())
    assert find_twins([first.pk]) == 0


def test_a_merged_aid_is_not_brought_back_by_its_source(operator: Client, tmp_path: object) -> None:
    # Unchecked: the folder that pytest gives.
    import_aids(write_csv(tmp_path / "a.csv", line(), line("deux")), source_name="x")  # type: ignore[operator]  # the helper of these tests takes any lines
    first, second = Aid.objects.order_by("pk")
    find_twins([first.pk])
    operator.post(f"{TWINS}{Twin.objects.get().pk}/", {"kept": "second"})
    # Unchecked: the folder that pytest gives.
    outcome = import_aids(write_csv(tmp_path / "a.csv", line(titre="Changé"), line("deux")), source_name="x")  # type: ignore[operator]  # the helper of these tests takes any lines
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 2)
    first.refresh_from_db()
    assert first.merged_into == second


def test_only_those_who_run_the_programme_come_in(client: Client) -> None:
    source = Source.objects.create(code="x", name="x", shape="dispositif_aide_csv")
    twin = Twin.objects.create(first=make_aid("Un"), second=make_aid("Deux"), likeness=900)
    pages = [SOURCES, TWINS, "/mon-espace/programme/aides/liens/"]
    things = [f"{SOURCES}{source.code}/", f"{TWINS}{twin.pk}/"]
    for person in (make_person("Personne"), make_member(make_funder())):
        client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [403, 403, 403]
        assert [client.get(page).status_code for page in things] == [404, 404]
    client.force_login(make_operator())
    assert {client.get(page).status_code for page in pages + things} == {200}


# ── The way there ────────────────────────────────────────────────────────────────────────────────
def test_every_page_of_the_catalogue_leads_to_the_others_and_says_what_waits(operator: Client) -> None:
    funder_less = make_aid("Signalée", source_url="https://exemple.fr/a")
    make_aid("À lire", status="submitted", published_at=None)
    AidReport.objects.create(aid=funder_less, text="Fausse", email="a@exemple.fr")
    Contest.objects.create(aid=funder_less, text="Non")
    Twin.objects.create(first=funder_less, second=make_aid("Deux"), likeness=900)
    Source.objects.create(code="x", name="x", shape="dispositif_aide_csv", failures_count=2)
    LinkCheck.objects.create(aid=funder_less, url=funder_less.source_url, is_ok=True)
    LinkCheck.objects.create(aid=funder_less, url=funder_less.source_url, is_ok=False)
    assert waiting() == Waiting(to_read=2, sources=1, twins=1, contests=1, links=1)
    for path in ("", "contestations/", "doublons/", "sources/", "liens/"):
        page = operator.get(f"{ROOM}{path}").content.decode()
        for other, count in (("", 2), ("contestations/", 1), ("doublons/", 1), ("sources/", 1), ("liens/", 1)):
            link = page[page.index('aria-label="Catalogue des aides"') :].partition("</nav>")[0]
            assert f'<span class="seg__n">{count}</span>' in link.partition(f'href="{ROOM}{other}"')[2].partition("</a>")[0]


def test_the_space_of_who_runs_the_programme_says_what_waits_in_the_catalogue(operator: Client) -> None:
    assert "À relire" not in operator.get("/mon-espace/").content.decode()
    make_aid("À lire", status="submitted", published_at=None)
    page = operator.get("/mon-espace/").content.decode()
    assert "Une aide ou une erreur signalée attend d’être lue." in page
    assert f'href="{ROOM}"' in page


def test_nothing_of_the_catalogue_is_read_for_who_does_not_run_the_programme(client: Client) -> None:
    client.force_login(make_member(make_funder()))
    with CaptureQueriesContext(connection) as asked:
        client.get("/mon-espace/")
    assert not any("aids_twin" in query["sql"] for query in asked.captured_queries)


STRANGE = "Nom du dispositif;Financeur;Type d’aide;Descriptif;Conditions;Pour qui;Territoire;Code interne"
CELLS = "Coup de pouce;Région;subvention;Une aide;Être une association;associations;REG-84;X1"
OURS = ("titre", "porteurs", "types_aides", "description", "eligibilite", "cibles", "eligibilite_geographique", "")


def test_columns_that_bear_other_names_are_told(operator: Client) -> None:
    file = SimpleUploadedFile("aides.csv", f"Aides de la Région\n{STRANGE}\n{CELLS}\n".encode())
    columns = operator.post(SOURCES, {"source": "Région", "file": file, "upload": "1"})["Location"]
    assert columns.endswith("/colonnes/")
    page = operator.get(columns).content.decode()
    for words in ("Vos colonnes", "Nom du dispositif", "Coup de pouce", "Laisser de côté"):
        assert words in page, words
    # Our guesses are chosen already, and the trial waits for them.
    assert page.count(" selected") == len(OURS)
    run = columns.removesuffix("colonnes/")
    assert operator.get(run)["Location"] == columns
    assert "reste à dire" in operator.get(SOURCES).content.decode()
    given = {f"column_{place}": ours for place, ours in enumerate(OURS)}
    lacking = operator.post(columns, {**given, "column_6": ""})
    assert lacking.status_code == 422
    assert "dites quelle colonne le donne" in lacking.content.decode()
    assert operator.post(columns, {**given, "column_5": "titre"}).status_code == 422
    assert operator.post(columns, given)["Location"] == run
    page = operator.get(run).content.decode()
    for words in ("1 créées", "Changer les colonnes", "Nom du dispositif", "Prendre ce fichier"):
        assert words in page, words
    # Gone back to, said again, then taken; the same file changes nothing.
    assert operator.post(columns, given)["Location"] == run
    operator.post(run)
    aid = Aid.objects.get()
    assert (aid.title, aid.funder_name, aid.instruments) == ("Coup de pouce", "Région", ["subvention"])
    file = SimpleUploadedFile("aides.csv", f"{STRANGE}\n{CELLS}\n".encode())
    columns = operator.post(SOURCES, {"source": "Région", "file": file, "upload": "1"})["Location"]
    operator.post(columns, given)
    assert "1 inchangées" in operator.get(columns.removesuffix("colonnes/")).content.decode()


def test_the_sheet_and_the_columns_are_told_by_options(tmp_path: Path) -> None:
    make_places()
    path = tmp_path / "aides.xlsx"
    path.write_bytes(xlsx({"Notice": row("Bonjour", "à tous"), "Aides": row(*STRANGE.split(";")) + row(*CELLS.split(";"))}))
    told = [f"{title}={ours}" for title, ours in zip(STRANGE.split(";"), OURS, strict=True) if ours]
    with pytest.raises(CommandError, match="colonne : eligibilite_geographique"):
        call_command("import_aids", str(path), sheet="Aides", map=told[:-1])
    out = StringIO()
    call_command("import_aids", str(path), sheet="Aides", map=told, stdout=out)
    assert "titre ← Nom du dispositif" in out.getvalue()
    assert "created: 1" in out.getvalue()
    assert Aid.objects.get().title == "Coup de pouce"
