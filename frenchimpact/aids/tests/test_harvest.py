"""Files of aids: what each line becomes here, why some are refused, what a second reading changes."""

import csv
import datetime as dt
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from frenchimpact.aids.actions import change_aid, withdraw_aid
from frenchimpact.aids.actions.harvest import Outcome, import_aids
from frenchimpact.aids.models import Aid, AidChange, Refusal, Run, Source
from frenchimpact.aids.queries.bits import mask
from frenchimpact.aids.tests.feeds import ADEME, entry, line, write_csv, write_json
from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.journal.models import Entry
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground() -> None:
    make_places()


def take(path: Path, *lines: dict[str, str], source: str = "Aides de l’État", **options: Any) -> Outcome:
    return import_aids(write_csv(path / "aides.csv", *lines), source_name=source, **options)


def reasons(outcome: Outcome) -> str:
    return " ; ".join(problem for record in outcome.refusals for problem in record.problems)


def test_a_line_becomes_an_aid_that_is_matched(tmp_path: Path) -> None:
    funder = make_organisation(name="Bpifrance", siren="320252489")
    outcome = take(tmp_path, line())
    assert (outcome.read, outcome.created, outcome.refused) == (1, 1, 0), reasons(outcome)
    aid = Aid.objects.get()
    assert (aid.status, aid.funder, aid.reference) == ("published", funder, "AF-2026-0001")
    assert aid.description == "Une subvention pour les structures.\n\n• Un diagnostic\n• Un plan & son suivi"
    assert aid.instruments == ["information", "subvention"]
    assert aid.origins["instruments"]["is_guess"]
    assert (aid.rhythm, aid.opens_on, aid.closes_on) == ("once", dt.date(2026, 1, 5), dt.date(2027, 10, 15))
    assert aid.partners[0] == {"nom": "ADEME", "siren": "385290309", "roles": ["instructeur"]}
    assert aid.programmes == ["Fonds Chaleur", "Fonds vert 2024"]
    assert {(row.place.key, row.is_excluded) for row in aid.aid_places.all()} == {("region:84", False), ("commune:73008", True)}
    forms = ["association", "cooperative", "mutuelle", "fondation", "societe_ess", "entreprise"]
    assert (aid.rules.get().values, aid.terms.forms, aid.terms.nearness) == (forms, mask("form", forms), 2)
    assert aid.origins["title"]["from"] == "source:aides-de-letat"
    assert (aid.source_key, aid.extra["types_aides"], clock.date_of(aid.checked_at)) == (
        line()["id"],
        "financement|information",
        dt.date(2026, 10, 15),
    )


def test_conditions_of_professionals(tmp_path: Path) -> None:
    outcome = take(
        tmp_path,
        line(
            cibles="professionnels",
            eligibilite_effectif_minimal="2",
            eligibilite_effectif_maximal="249",
            eligibilite_annees_existence_minimal="3",
            eligibilite_forme_juridique="SARL|SAS",
            base_juridique="[{ libelle: 'Règlement de minimis', lien: 'https://europa.eu' }]",
            ciblage_secteur_activite="agriculture|services",
        ),
    )
    assert outcome.created == 1, reasons(outcome)
    aid = Aid.objects.get()
    rules = {rule.subject: rule for rule in aid.rules.all()}
    assert rules["form"].values == ["cooperative", "societe_ess", "entreprise"]
    assert (rules["employees"].minimum, rules["employees"].maximum) == (Decimal(2), Decimal(249))
    assert "salariés" in rules["employees"].note
    assert (rules["age"].minimum, aid.terms.age_min) == (Decimal(36), 36)
    assert (aid.regime, aid.extra["ciblage_secteur_activite"]) == ("de_minimis_general", "agriculture|services")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": ""}, "id : il manque"),
        ({"titre": "x" * 201}, "titre : 201 caractères, 200 au plus"),
        ({"promesse": "x" * 181}, "180 au plus"),
        ({"description": "<p> </p>"}, "description : il manque"),
        ({"description": "x" * 5001}, "5000 au plus"),
        ({"types_aides": ""}, "types_aides : il manque"),
        ({"porteurs": "[]"}, "porteurs : aucun nom"),
        ({"cibles": "licornes"}, "cibles : « licornes » est inconnu"),
        ({"eligibilite_geographique": ""}, "sans périmètre"),
        ({"eligibilite_geographique": "73000"}, "code postal"),
        ({"eligibilite_geographique": "COM-73000"}, "ne porte le code « 73000 »"),
        ({"eligibilite_geographique": "Savoie du Nord"}, "aucun lieu ne s’appelle « savoie du nord »"),
        ({"eligibilite_geographique": "Mayotte"}, "plusieurs lieux s’appellent « mayotte » (Département 976, Région 06)"),
        ({"eligibilite_geographique": "PAYS-99109"}, "n’est pas la France"),
        ({"eligibilite_geographique": "DEP-73", "eligibilite_geographique_exclusions": "DEP-73"}, "tout ce qui est couvert est exclu"),
        ({"date_cloture": "2025-12-31"}, "précède l’ouverture"),
        ({"date_cloture": "bientôt"}, "n’est pas une date"),
        ({"date_cloture": "20270-01-01"}, "n’est pas une date"),
        ({"url_source": "javascript:alert(1)"}, "n’est pas une adresse web"),
        ({"eligibilite_effectif_minimal": "-3"}, "n’est pas un nombre entier"),
        ({"eligibilite_effectif_minimal": "9", "eligibilite_effectif_maximal": "3"}, "inférieur au minimum"),
        ({"eligibilite_annees_existence_minimal": "²"}, "n’est pas un nombre entier"),
        ({"titre": "Bo\ufffdn"}, "illisibles"),
    ],
)
def test_lines_that_are_refused_say_why(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    outcome = take(tmp_path, line(**changes), line("deux"))
    assert (outcome.created, outcome.refused) == (1, 1)
    assert words in reasons(outcome)
    assert outcome.refused_path is not None
    (row,) = csv.DictReader(StringIO(outcome.refused_path.read_text(encoding="utf-8-sig")))
    assert row["ligne"] == "2"
    assert words in row["motif"]


def test_a_nature_that_nobody_knows_is_said_to_be_guessed(tmp_path: Path) -> None:
    # The State's form lets who writes add their own words: the line is taken, and the sheet says where its nature comes from.
    assert take(tmp_path, line(types_aides="zorglub")).created == 1
    assert Aid.objects.get().origins["instruments"]["is_guess"] is True


def test_places_as_people_write_them(tmp_path: Path) -> None:
    for number, (code, key) in enumerate(
        [
            ("Savoie", "departement:73"),
            ("auvergne-rhône-alpes", "region:84"),
            ("PAYS-99100", "pays:FR"),
            ("dep-073", "departement:73"),
            ("DEP-73", "departement:73"),
            ("REG-6", "region:06"),
            ("EPCI-200069110", "epci:200069110"),
            ("EPCI-200057875", "ept:200057875"),
            ("COM-75111", "commune:75056"),
        ]
    ):
        outcome = take(
            tmp_path, line(str(number), eligibilite_geographique=code, eligibilite_geographique_exclusions=""), source=f"s{number}"
        )
        assert outcome.created == 1, (code, reasons(outcome))
        assert [row.place.key for row in Aid.objects.get(source_key=str(number)).aid_places.all()] == [key]


def test_partners_as_people_write_them(tmp_path: Path) -> None:
    for number, (cell, name) in enumerate(
        [
            ('[{"nom": "ADEME", "siren": "385290309", "roles": ["financeur"]}]', "ADEME"),
            ("[{'nom': 'Agence de l'eau', 'siren': '', 'roles': ['porteur']}]", "Agence de l'eau"),
            ("{nom: \"L'Atelier\", siren: '123', rôles: [financeur]}", "L'Atelier"),
            ("Ville de Chambéry", "Ville de Chambéry"),
            (ADEME, "BPIFRANCE (BPIFRANCE)"),
        ]
    ):
        outcome = take(tmp_path, line(str(number), porteurs=cell), source=f"s{number}")
        assert outcome.created == 1, reasons(outcome)
        assert Aid.objects.get(source_key=str(number)).funder_name == name


def test_read_twice_nothing_changes(tmp_path: Path) -> None:
    take(tmp_path, line(), line("deux", titre="Deux"))
    before = list(Aid.objects.order_by("pk").values())
    outcome = take(tmp_path, line(), line("deux", titre="Deux"))
    assert (outcome.created, outcome.updated, outcome.unchanged, outcome.gone) == (0, 0, 2, 0)
    assert list(Aid.objects.order_by("pk").values()) == before
    assert Entry.objects.filter(fact="aids.AidsHarvested").count() == 1


def test_what_a_person_wrote_stays_and_the_rest_follows(tmp_path: Path) -> None:
    take(tmp_path, line())
    aid = Aid.objects.get()
    change_aid(aid=aid, by=make_operator(), values={"title": "Le titre d’une personne", "closes_on": dt.date(2027, 1, 1)})
    outcome = take(tmp_path, line(titre="Celui du flux", promesse="Nouvelle promesse", date_cloture="", eligibilite_geographique="DEP-73"))
    assert outcome.updated == 1, reasons(outcome)
    aid.refresh_from_db()
    assert (aid.title, aid.promise, aid.closes_on, aid.rhythm) == (
        "Le titre d’une personne",
        "Nouvelle promesse",
        dt.date(2027, 1, 1),
        "once",
    )
    assert [row.place.key for row in aid.aid_places.filter(is_excluded=False)] == ["departement:73"]
    assert aid.origins["promise"]["from"] == "source:aides-de-letat"
    assert AidChange.objects.filter(field="promise", by=None).exists()
    again = take(tmp_path, line(titre="Celui du flux", promesse="Nouvelle promesse", date_cloture="", eligibilite_geographique="DEP-73"))
    assert (again.unchanged, again.updated) == (1, 0)


def test_what_the_source_no_longer_gives_waits_for_a_person(tmp_path: Path) -> None:
    take(tmp_path, line(), line("deux"), line("trois"))
    outcome = take(tmp_path, line(), line("trois", titre=""))
    assert (outcome.gone, outcome.refused) == (1, 1)
    gone = Aid.objects.exclude(gone_at=None).get()
    assert (gone.source_key, gone.status) == ("deux", "published")
    back = take(tmp_path, line(), line("deux"), line("trois"))
    assert (back.updated, back.gone) == (1, 0)
    assert not Aid.objects.exclude(gone_at=None).exists()


def test_a_truncated_file_marks_nothing(tmp_path: Path) -> None:
    take(tmp_path, *(line(str(number)) for number in range(30)))
    outcome = take(tmp_path, line("0"))
    assert (outcome.gone, outcome.unchanged) == (0, 1)
    assert "incomplet" in outcome.warning
    assert Run.objects.first().error == outcome.warning  # type: ignore[union-attr] # one was just written


def test_a_file_without_a_named_source_says_nothing_of_the_others(tmp_path: Path) -> None:
    take(tmp_path, line(), source="")
    assert take(tmp_path, line("deux"), source="").gone == 0


def test_an_aid_that_a_person_took_down_stays_down(tmp_path: Path) -> None:
    take(tmp_path, line())
    withdraw_aid(aid=Aid.objects.get(), reason="Finie", by=make_operator())
    assert take(tmp_path, line(titre="Encore")).unchanged == 1
    assert Aid.objects.get().status == "withdrawn"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    outcome = take(tmp_path, line(), line("deux", cibles=""), is_dry_run=True)
    assert (outcome.created, outcome.refused) == (1, 1)
    assert not Aid.objects.exists()
    assert not Source.objects.exists()
    assert not Run.objects.exists()


def test_the_run_keeps_its_figures_and_its_refused_lines(tmp_path: Path) -> None:
    take(tmp_path, line(), line(), line("deux", cibles=""))
    run = Run.objects.get()
    assert (run.read_count, run.created_count, run.refused_count, run.is_dry) == (3, 1, 2, False)
    # Lines of the file: each aid has a cell of two lines.
    assert [row.line for row in Refusal.objects.all()] == [4, 6]
    assert "déjà présent à la ligne" in Refusal.objects.first().reason  # type: ignore[union-attr] # one was just written


def test_latin_csv_with_semicolons(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", line(titre="Été à Chambéry"), encoding="cp1252", separator=";")
    assert import_aids(path, source_name="x").created == 1
    assert Aid.objects.get().title == "Été à Chambéry"


def test_the_states_form_as_json(tmp_path: Path) -> None:
    partners = [{"nom": "ADEME", "siren": "385290309", "roles": ["financeur"]}]
    given = {**line(), "porteurs": partners, "cibles": ["associations"], "types_aides": ["prêt"], "eligibilite_annees_existence_minimal": 2}
    outcome = import_aids(write_json(tmp_path / "a.json", {"data": [given, "rien"]}), source_name="x")
    assert (outcome.created, outcome.refused) == (1, 1), reasons(outcome)
    aid = Aid.objects.get()
    assert (aid.instruments, aid.funder_name, aid.rules.get(subject="age").minimum) == (["pret"], "ADEME", Decimal(24))
    assert outcome.refused_path is not None
    assert "rien" in outcome.refused_path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "changes",
    [
        {"aid_types_full": ["Subvention"], "aid_types": ["Autre aide financière"]},
        {"perimeter": {"name": "Auvergne-Rhône-Alpes", "scale": "Région", "code": "84"}, "perimeter_scale": None},
        {"targeted_audiences": ["association"]},
        {"start_date": "2026-01-05T00:00:00Z", "slug": None},
    ],
)
def test_a_catalogue_under_its_old_and_its_new_names_is_the_same(tmp_path: Path, changes: dict[str, Any]) -> None:
    outcome = import_aids(write_json(tmp_path / "a.json", {"results": [entry(**changes)]}), source_name="Catalogue")
    assert outcome.created == 1, reasons(outcome)
    aid = Aid.objects.get()
    assert (aid.instruments, [row.place.key for row in aid.aid_places.all()]) == (["subvention"], ["region:84"])
    assert aid.rules.get().values == ["association", "fondation"]


def test_a_catalogue_for_territories(tmp_path: Path) -> None:
    outcome = import_aids(write_json(tmp_path / "a.json", {"count": 1, "results": [entry()]}), source_name="Catalogue")
    assert outcome.created == 1, reasons(outcome)
    aid = Aid.objects.get()
    assert aid.description == "La Région finance les travaux d'un tiers-lieu.\n\nDeux dépôts par an."
    assert aid.eligibility == "• Être une association\n• Ouvrir trois jours par semaine"
    assert (aid.instruments, aid.rhythm, aid.closes_on, aid.rate_max) == (["subvention"], "recurring", dt.date(2027, 3, 31), Decimal(60))
    assert [row.place.key for row in aid.aid_places.all()] == ["region:84"]
    assert (aid.source_url, aid.apply_url) == ("https://region.exemple/aide", "https://region.exemple/deposer")
    assert aid.rules.get().values == ["association", "fondation"]
    assert aid.extra["categories"] == ["Tiers-lieux"]
    assert import_aids(write_json(tmp_path / "a.json", {"results": [entry()]}), source_name="Catalogue").unchanged == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subvention_rate_upper_bound": 120}, "attendu entre 0 et 100"),
        ({"subvention_rate_lower_bound": 70}, "inférieur au minimum"),
        ({"loan_amount": -5}, "invraisemblable"),
        ({"loan_amount": 10**15}, "invraisemblable"),
        ({"submission_deadline": "2025-01-01"}, "précède l’ouverture"),
        ({"perimeter": "", "perimeter_scale": ""}, "sans périmètre"),
        ({"perimeter": "Savoie", "perimeter_scale": "Bassin hydrographique"}, "sans échelle connue"),
        ({"perimeter": "Nulle-Part", "perimeter_scale": "Commune"}, "aucun lieu ne porte ce nom"),
        ({"financers": []}, "financers : il manque"),
        ({"name": None}, "name : il manque"),
    ],
)
def test_entries_that_are_refused_say_why(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    outcome = import_aids(write_json(tmp_path / "a.json", [entry(**changes)]), source_name="x")
    assert (outcome.created, outcome.refused) == (0, 1)
    assert words in reasons(outcome)


def test_the_command_and_its_exit_codes(tmp_path: Path) -> None:
    out = StringIO()
    call_command("import_aids", str(write_csv(tmp_path / "a.csv", line())), "--source", "x", stdout=out)
    assert "read: 1\ncreated: 1\nupdated: 0\nunchanged: 0\nrefused: 0" in out.getvalue()
    with pytest.raises(SystemExit) as stop:
        call_command("import_aids", str(write_csv(tmp_path / "b.csv", line("b", cibles=""))), stdout=out)
    assert stop.value.code == 3
    for name, content in (("c.json", "{'a'"), ("d.json", "[]"), ("e.csv", ""), ("f.json", '[{"a": 1}]'), ("g.csv", "a;b\n1;2\n")):
        (tmp_path / name).write_text(content)
        with pytest.raises(CommandError) as error:
            call_command("import_aids", str(tmp_path / name), stdout=out)
        assert error.value.returncode == 2, name
    with pytest.raises(CommandError):
        call_command("import_aids", str(tmp_path / "none.csv"), stdout=out)
