"""Pages of money committed: the thermometer that moves by exactly what is written, lists, and the funder's space."""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from frenchimpact.accounts.models import User
from frenchimpact.commitments import actions
from frenchimpact.commitments.models import Commitment, Envelope, Vehicle
from frenchimpact.commitments.queries.lists import Asked, listed_commitments
from frenchimpact.commitments.queries.thermometer import read_thermometer
from frenchimpact.commitments.tests.factories import DAY, make_commitment, make_envelope, make_funder, make_known, make_vehicle
from frenchimpact.core import clock
from frenchimpact.files.queries import address, files_of
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
D = Decimal
LIST = "/mon-espace/financeur/engagements/"


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0\u202f]+", " ", plain)


@pytest.fixture
def funder() -> Organisation:
    return make_funder(name="Fondation d’essai", siret="21690123400019", siren="216901234")


@pytest.fixture
def farid(funder: Organisation, client: Client) -> User:
    """Somebody of the funder's, signed in."""
    make_known(funder)
    person = make_member(funder)
    client.force_login(person)
    return person


def example() -> None:
    """The worked example of the design, in millions."""
    bank, private, region, foundation = (make_funder() for _ in range(4))
    fund, programme = make_vehicle(name="X", kind=Vehicle.Kind.SEED_FUND), make_vehicle(name="Y", kind=Vehicle.Kind.PROGRAMME)
    million = 1_000_000
    make_commitment(50 * million, funder=bank, beneficiary=fund, origin="public_operateur")
    second = make_commitment(150 * million, funder=private, beneficiary=fund, origin="prive_fonds")
    actions.cancel_commitment(commitment=second, amount=D(10 * million), on=DAY, by=None, note="Tranche abandonnée.")
    make_commitment(30 * million, funder=fund, beneficiary=make_organisation(), origin="prive_fonds", region=make_place("region:84"))
    make_commitment(2 * million, funder=region, origin="public_collectivite", region=make_place("region:84"), theme="mobilite")
    make_commitment(100 * million, funder=bank, beneficiary=programme, origin="public_operateur", is_preexisting=True)
    make_commitment(1 * million, funder=foundation, origin="prive_fondation", region=make_place("region:11"))


def test_the_thermometer_gives_the_worked_example(client: Client) -> None:
    actions.load_targets()
    example()
    page = text_of(client, "/financements/objectif/")
    assert "293 000 000 € sur 1 000 000 000 € : 29,3 %, dont 19,3 % d’argent additionnel" in page
    assert "190 000 000 € sur 100 000 000 € : 190,0 %" in page
    wanted = ("Part publique 152 000 000 €", "Part privée 141 000 000 €", "Déjà là 100 000 000 €", "Arrivé à destination 33 000 000 €")
    for words in wanted:
        assert words in page, words
    assert "0,93 €" in page
    assert "donnerait 323 000 000 €" in page


def test_every_total_opens_down_to_its_lines(client: Client) -> None:
    make_terms()
    example()
    page = client.get("/financements/objectif/").content.decode()
    read = read_thermometer()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/financements/engagements/\?[^"]+)"', page)}
    assert len(links) > 12
    wanted = {"compte=public": 152, "compte=prive": 141, "compte=deja-la": 100, "compte=deploye": 33, "region=84": 32, "annee=2026": 323}
    for query, millions in wanted.items():
        assert f"/financements/engagements/?{query}" in links
        assert f"Montant net de ces lignes {millions} 000 000 €" in text_of(client, f"/financements/engagements/?{query}"), query
    assert read.figures.net == 293_000_000


def test_the_thermometer_moves_by_exactly_what_is_written(client: Client) -> None:
    example()
    before = read_thermometer().figures
    make_commitment("1234.56", origin="mixte", public_share=D("0.25"))
    after = read_thermometer().figures
    assert after.net - before.net == D("1234.56")
    assert (after.public - before.public, after.private - before.private) == (D("308.64"), D("925.92"))


def test_as_it_was_known_on_a_day(client: Client) -> None:
    with clock.stopped(dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)):
        first = make_commitment(1000, on=dt.date(2026, 2, 1))
    with clock.stopped(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)):
        make_commitment(50, on=dt.date(2026, 2, 1))
    with clock.stopped(dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)):
        actions.cancel_commitment(commitment=first, amount=None, on=dt.date(2026, 3, 20), by=None, note="Abandonné.")
    seen = {
        day: read_thermometer(dt.date.fromisoformat(day)).figures.net for day in ("2026-02-09", "2026-02-28", "2026-03-10", "2026-03-20")
    }
    assert seen == {"2026-02-09": 0, "2026-02-28": 1000, "2026-03-10": 1050, "2026-03-20": 50}
    page = text_of(client, "/financements/objectif/?au=2026-03-10")
    assert "1 050 €" in page
    assert "Ce qui était enregistré à la fin du 10 mars 2026." in page
    assert "Montant net de ces lignes 1 050 €" in text_of(client, "/financements/engagements/?au=2026-03-10")
    assert "Montant net de ces lignes 50 €" in text_of(client, "/financements/engagements/")
    for text in ("demain", "2999-01-01", "2026-02-30"):
        assert "chiffres d’aujourd’hui" in text_of(client, f"/financements/objectif/?au={text}")


def test_an_empty_ledger_says_so(client: Client) -> None:
    actions.load_targets()
    assert "0 € sur 1 000 000 000 €" in text_of(client, "/financements/objectif/")
    assert "Aucun engagement n’est encore enregistré" in text_of(client, "/financements/engagements/")


def test_the_public_list_is_filtered_counted_and_taken_out(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    funder = make_funder(name="Métropole d’essai")
    make_commitment(10, funder=funder, title="Atelier vélo")
    client.get("/financements/engagements/?q=metropole")
    with django_assert_num_queries(7):
        page = text_of(client, "/financements/engagements/?q=Métropole")
    assert "1 engagement" in page
    for number in range(2):
        make_commitment(20 + number, funder=funder)
    make_commitment(99)
    with django_assert_num_queries(7):
        assert "3 engagements" in text_of(client, "/financements/engagements/?q=Métropole")
    assert "Aucun engagement avec ces critères" in text_of(client, "/financements/engagements/?q=introuvable")
    odd = "etat=faux&annee=20x6&region=99&au=hier&page=0"
    assert "n’a pas été prise en compte" in text_of(client, f"/financements/engagements/?{odd}")
    rows = client.get("/financements/engagements/?q=Métropole&format=csv").getvalue().decode().splitlines()
    assert len(rows) == 4
    assert len(json.loads(client.get("/financements/engagements/?format=json").getvalue())["results"]) == 4


def test_a_text_is_looked_up_in_an_index_and_not_in_every_line() -> None:
    make_commitment(10, title="Atelier vélo")
    found = listed_commitments(Asked(text="atelier VELO"))
    with connection.cursor() as cursor:
        # So few rows are read faster one by one: what matters is that the index can answer.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "Bitmap Index Scan on commitment_words" in found.explain()
    assert [one.title for one in found] == ["Atelier vélo"]


def test_the_page_of_a_commitment(client: Client) -> None:
    commitment = make_commitment(10_000, title="<b>Atelier</b>", terms={"source_url": "https://acte.exemple.test/1", "rate": D("0.4")})
    actions.pay_commitment(commitment=commitment, amount=D(4_000), on=DAY, by=None, note="Acompte")
    here = f"/financements/engagements/{commitment.reference}/"
    page = text_of(client, here)
    for words in ("Versé en partie", "6 000 € restent à verser", "Acompte", "compté une fois", "40,0 %"):
        assert words in page, words
    assert "<b>Atelier" not in client.get(here).content.decode()
    assert client.get("/financements/engagements/E-1999-0001/").status_code == 404


def test_who_enters_the_space(client: Client, funder: Organisation) -> None:
    commitment = make_commitment(10, funder=funder)
    own = f"{LIST}{commitment.reference}/"
    assert client.get(LIST).status_code == 302
    client.force_login(make_person())
    assert (client.get(LIST).status_code, client.get(own).status_code) == (403, 403)
    client.force_login(make_member(make_funder()))
    assert (client.get(LIST).status_code, client.get(own).status_code, client.get(f"{own}verser/").status_code) == (200, 403, 403)
    client.force_login(make_member(funder))
    assert (client.get(own).status_code, client.get(f"{own}verser/").status_code, client.get(f"{own}fondre/").status_code) == (
        200,
        200,
        404,
    )
    client.force_login(make_operator())
    assert client.get(own).status_code == 200


def test_calling_oneself_a_funder_moves_no_figure(client: Client) -> None:
    own = make_funder(name="Asso", siret="21690123400019", siren="216901234")
    client.force_login(make_member(own))
    response = client.get(f"{LIST}ajouter/", follow=True)
    assert "ne connaît pas encore votre structure comme financeur" in response.content.decode()
    client.post(f"{LIST}ajouter/", form(own, amount="9 999 999 999", origin="public_etat"))
    file = SimpleUploadedFile(
        "a.csv", b"nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;montant\nA;21690123400019;2023-01-01;B;10\n"
    )
    assert "ne connaît pas encore" in client.post(f"{LIST}importer/", {"file": file, "apply": "1"}).content.decode()
    assert not Commitment.objects.exists()
    make_known(own)
    assert client.post(f"{LIST}ajouter/", form(own)).status_code == 302


def form(giver: Organisation, **fields: Any) -> dict[str, Any]:
    return {
        "funder": f"o{giver.pk}",
        "name": "Comité des fêtes",
        "amount": "3 504 500",
        "on": "2026-03-02",
        "step": "signed",
        "instrument": "subvention",
        "origin": "prive_fondation",
        "regime": "unknown",
        "nature": "cash",
        **fields,
    }


def test_a_funder_commits_and_the_document_is_public(client: Client, farid: User, funder: Organisation) -> None:
    paper = SimpleUploadedFile("convention.txt", b"Convention du 2 mars", content_type="text/plain")
    response = client.post(f"{LIST}ajouter/", form(funder, papers=paper, rate="40 %", once="0b8f1c7e-2a54-4a0f-9df4-0d5f2b6c1a11"))
    commitment = Commitment.objects.get()
    assert response.headers["Location"] == f"{LIST}{commitment.reference}/"
    assert (commitment.gross, commitment.state, commitment.terms.rate, commitment.created_by) == (D(3_504_500), "signed", D("0.4"), farid)
    file = files_of(commitment.entries.get()).get()
    client.logout()
    assert file.name in text_of(client, f"/financements/engagements/{commitment.reference}/")
    response = client.get(address(file))
    assert response.getvalue() == b"Convention du 2 mars"


def test_a_form_sent_twice_commits_once(client: Client, farid: User, funder: Organisation) -> None:
    given = form(funder, once="0b8f1c7e-2a54-4a0f-9df4-0d5f2b6c1a12")
    for _ in range(2):
        assert client.post(f"{LIST}ajouter/", given).status_code == 302
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "-5"}, "positif"),
        ({"amount": "0"}, "nul"),
        ({"amount": "beaucoup"}, "n’est pas un nombre"),
        ({"amount": "NaN"}, "n’est pas un nombre"),
        ({"amount": "1e30"}, "n’est pas un nombre"),
        ({"amount": "99999999999999999999"}, "trop de chiffres"),
        ({"on": "0001-01-01"}, "entre 1990 et 2100"),
        ({"on": "9999-12-31"}, "entre 1990 et 2100"),
        ({"pays_from": "2026-03-02", "pays_until": "2026-03-01"}, "fin vient avant"),
        ({"source_url": "javascript:alert(1)"}, "adresse web complète"),
        ({"origin": ""}, "Choisissez une réponse"),
        ({"amount": "99 999 999 999"}, "10 milliards"),
        ({"on": "2099-01-01"}, "pas encore passée"),
        ({"rate": "140"}, "de 0 à 100"),
        ({"origin": "mixte"}, "part de cet argent est publique"),
        ({"name": ""}, "à qui va cet argent"),
        ({"number": "123"}, "SIREN"),
        ({"project": "P-1999-0001", "name": ""}, "Aucun projet publié"),
        ({"funder": "o999999"}, "n’est pas dans la liste"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    client: Client, farid: User, funder: Organisation, fields: dict[str, str], words: str
) -> None:
    response = client.post(f"{LIST}ajouter/", form(funder, title="Mon objet", **fields))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "Mon objet" in page
    assert not Commitment.objects.exists()


def test_marks_and_formulas_are_shown_as_they_are_typed(client: Client, farid: User, funder: Organisation) -> None:
    given = form(funder, title="<img src=x onerror=alert(1)>", name="=HYPERLINK(A1)", note="<b>gras</b>", decision="+33")
    assert client.post(f"{LIST}ajouter/", given).status_code == 302
    made = Commitment.objects.get()
    for page in (f"/financements/engagements/{made.reference}/", f"{LIST}{made.reference}/", "/financements/engagements/"):
        content = client.get(page).content.decode()
        assert "<img src=x" not in content
        assert "&lt;img src=x" in content
        assert "<b>gras</b>" not in content
    # What a spreadsheet would take for a formula is text there.
    assert ",'=HYPERLINK(A1)," in client.get(f"{LIST}?format=csv").getvalue().decode()


def test_the_same_money_is_asked_about_then_confirmed(client: Client, farid: User, funder: Organisation) -> None:
    project = make_published_project()
    given = form(funder, name="", project=project.reference, amount="1000")
    assert client.post(f"{LIST}ajouter/", given).status_code == 302
    response = client.post(f"{LIST}ajouter/", {**given, "amount": "1005"})
    first = Commitment.objects.get()
    assert response.status_code == 422
    assert first.project == project
    assert "ressemble à un autre" in response.content.decode()
    assert first.reference in response.content.decode()
    assert client.post(f"{LIST}ajouter/", {**given, "amount": "1005", "is_confirmed": "on"}).status_code == 302
    assert Commitment.objects.count() == 2


def test_each_verb_has_its_form(client: Client, farid: User, funder: Organisation) -> None:
    commitment = make_commitment(10_000, funder=funder, is_signed=False)
    own = f"{LIST}{commitment.reference}/"
    steps = [
        ("signer", "10 000", "signed"),
        ("modifier", "12 000", "amended"),
        ("verser", "5 000", "partly_paid"),
        ("annuler", "1 000", "partly_paid"),
        ("verser", "6 000", "paid"),
        ("justifier", "11 000", "justified"),
        ("recuperer", "11 000", "recovered"),
    ]
    for verb, amount, state in steps:
        assert client.get(f"{own}{verb}/").status_code == 200
        assert client.post(f"{own}{verb}/", {"amount": amount, "on": "2026-03-03", "note": "Dit."}).status_code == 302, verb
        commitment.refresh_from_db()
        assert commitment.state == state
    assert client.post(f"{own}verser/", {"amount": "1", "on": "2026-03-03"}).headers["Location"] == own
    assert commitment.entries.count() == 8


def test_a_payment_too_large_is_refused_beside_its_field(client: Client, farid: User, funder: Organisation) -> None:
    commitment = make_commitment(100, funder=funder)
    response = client.post(f"{LIST}{commitment.reference}/verser/", {"amount": "101", "on": "2026-03-03"})
    assert response.status_code == 422
    assert "Il reste 100" in response.content.decode()


def test_a_line_is_corrected_and_a_commitment_reclassified(client: Client, farid: User, funder: Organisation) -> None:
    commitment = make_commitment(100, funder=funder)
    own = f"{LIST}{commitment.reference}/"
    line = commitment.entries.get()
    assert client.get(f"{own}ecritures/{line.pk}/").status_code == 200
    assert client.post(f"{own}ecritures/{line.pk}/", {"amount": "90", "on": "2026-03-02", "note": "Faute."}).status_code == 302
    commitment.refresh_from_db()
    assert commitment.gross == 90
    given = {"instrument": "pret", "origin": "public_etat", "note": "C’était un prêt."}
    assert client.post(f"{own}reclasser/", {**given, "note": ""}).status_code == 422
    assert client.post(f"{own}reclasser/", given).status_code == 302
    assert client.post(f"{own}completer/", {"title": "Dit mieux", "regime": "none", "nature": "kind"}).status_code == 302
    commitment.refresh_from_db()
    assert (commitment.instrument, commitment.title, commitment.regime) == ("pret", "Dit mieux", "none")
    assert "Corrigé" in text_of(client, own)


def test_envelopes_and_vehicles_of_ones_own(client: Client, farid: User, funder: Organisation) -> None:
    given = {"funder": str(funder.pk), "name": "Appel", "amount": "100 000", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert client.post(f"{LIST}enveloppes/ouvrir/", given).status_code == 302
    envelope = Envelope.objects.get()
    make_commitment(70_000, funder=funder, envelope=envelope)
    assert "30 000 €" in text_of(client, f"{LIST}enveloppes/")
    assert client.post(f"{LIST}enveloppes/{envelope.pk}/", {**given, "amount": "60 000"}).status_code == 422
    other = make_envelope(make_funder())
    assert client.get(f"{LIST}enveloppes/{other.pk}/").status_code == 404
    fund = {"organisation": str(funder.pk), "name": "Amorçage", "kind": "seed_fund", "public_share": "30"}
    assert client.post(f"{LIST}fonds/ajouter/", fund).status_code == 302
    vehicle = Vehicle.objects.get()
    assert vehicle.public_share == D("0.3")
    assert "Amorçage" in text_of(client, f"{LIST}fonds/")
    assert "0 € 0 €" in text_of(client, f"{LIST}fonds/")
    make_commitment(500, beneficiary=vehicle)
    assert "500 € 0 €" in text_of(client, f"{LIST}fonds/")
    make_commitment(200, funder=vehicle, beneficiary=make_organisation())
    assert "500 € 200 €" in text_of(client, f"{LIST}fonds/")
    assert client.post(f"{LIST}fonds/{vehicle.pk}/", {"name": "Amorçage 2", "public_share": "130"}).status_code == 422
    response = client.post(f"{LIST}ajouter/", form(funder, envelope=str(envelope.pk), amount="30 001"))
    assert response.status_code == 422
    assert "Il reste 30" in response.content.decode()


def rows_of(client: Client, query: str) -> Any:
    return json.loads(client.get(f"/financements/engagements/?{query}&format=json").getvalue())["results"]


def test_every_figure_of_a_day_opens_to_its_lines_as_they_were_then(client: Client) -> None:
    with clock.stopped(dt.datetime(2026, 4, 10, 12, tzinfo=dt.UTC)):
        example()
        press = make_commitment(7, is_signed=False, region=make_place("region:84"))
    moved = Commitment.objects.get(region__code="84", theme="mobilite")
    with clock.stopped(dt.datetime(2026, 4, 20, 12, tzinfo=dt.UTC)):
        actions.reclassify_commitment(commitment=moved, by=None, note="Mauvaise région", region=make_place("region:11"), theme="")
        actions.sign_commitment(commitment=press, amount=D(7), on=dt.date(2026, 4, 20), by=None)

    def net(query: str) -> Decimal:
        return sum((D(row["montant_net"]) for row in rows_of(client, query)), D(0))

    then, million = "&au=2026-04-15", 1_000_000
    assert (net(f"region=84&compte=mobilise{then}"), net("region=84&compte=mobilise")) == (D(2 * million + 7), D(7))
    assert (net(f"region=11&compte=mobilise{then}"), net("region=11&compte=mobilise")) == (D(million), D(3 * million))
    assert net("theme=non-precise") - net(f"theme=non-precise{then}") == 2 * million
    assert (net(f"etat=announced{then}"), net("etat=announced")) == (D(7), D(0))
    assert "Montant net de ces lignes 2 000 007 €" in text_of(client, f"/financements/engagements/?region=84&compte=mobilise{then}")


def test_the_rows_of_a_year_add_up_to_its_figure(client: Client) -> None:
    kept = make_commitment(3_000, on=dt.date(2025, 3, 1))
    moved = make_commitment(18_000, on=dt.date(2025, 6, 1))
    actions.pay_commitment(commitment=moved, amount=D(18_000), on=dt.date(2025, 7, 1), by=None)
    actions.recover_commitment(commitment=moved, amount=D(18_000), on=dt.date(2026, 2, 1), by=None, note="Rendu")
    rows = {row["reference"]: (row["montant_net"], row["montant_net_annee"]) for row in rows_of(client, "annee=2025")}
    assert rows == {kept.reference: ("3000.00", "3000.00"), moved.reference: ("0.00", "18000.00")}
    page = text_of(client, "/financements/engagements/?annee=2025")
    assert "Montant net de ces lignes 21 000 €" in page
    assert "18 000 € en 2025 (0 € en tout)" in page


def test_what_nobody_classified_opens_to_its_lines_too(client: Client) -> None:
    example()
    page = client.get("/financements/objectif/").content.decode()
    for query in ("region=non-precise", "theme=non-precise"):
        assert f'href="/financements/engagements/?{query}"' in page
    assert {row["region"] for row in rows_of(client, "region=non-precise")} == {""}
    assert "Région non précisée" in text_of(client, "/financements/engagements/?region=non-precise")
    assert {row["theme"] for row in rows_of(client, "theme=non-precise")} == {""}
