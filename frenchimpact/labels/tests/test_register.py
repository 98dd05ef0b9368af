"""The register: what is loaded, who may read it, and what the database refuses."""

import datetime as dt
import html
import json
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.labels import actions, queries
from frenchimpact.labels.models import Label, LabelEvent, LabelKind
from frenchimpact.labels.tests.factories import make_historical, make_kind, make_label
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_the_27_historical_labels_come_with_their_source_and_nothing_invented() -> None:
    make_place("epci:200069110")
    call_command("load_labels", verbosity=0)
    loaded = actions.load_labels()

    labels = Label.objects.all()
    assert (loaded.labels, loaded.created, labels.count()) == (27, 0, 27)
    assert labels.filter(granted_on=dt.date(2019, 2, 25)).count() == 20
    assert labels.filter(granted_on=dt.date(2019, 12, 20)).count() == 7
    assert all(label.source and not label.valid_until and not label.has_certificate and not label.decision for label in labels)
    assert set(labels.values_list("status", flat=True)) == {"historical", "succeeded"}
    chambery = labels.get(territory="Grand Chambéry")
    assert [link.place.key for link in chambery.label_places.all()] == ["epci:200069110"]
    marne = labels.get(territory="Vallée de la Marne")
    assert "PTCE" in marne.successor_name


def test_places_not_sure_are_said_to_be() -> None:
    make_place("epci:200067361", name="CC Grand-Figeac")
    actions.load_labels()
    link = Label.objects.get(territory="Figeac").label_places.get()
    assert not link.is_confirmed
    page = Client().get(f"/labels/{link.label.reference}/").content.decode()
    assert "rattachement à confirmer" in page


def test_loading_again_keeps_what_the_programme_set() -> None:
    actions.load_labels()
    LabelKind.objects.filter(code="structure").update(duration_months=48)
    actions.load_labels()
    assert LabelKind.objects.get(code="structure").duration_months == 48


def test_a_label_is_given_with_its_history_and_its_certificate() -> None:
    label = make_label(granted_on=dt.date(2026, 3, 1), decision="D-2026-12", decided_by="La ministre", reasons="Tout est là.")

    assert label.reference == "L-2026-0001"
    assert (label.valid_from, label.valid_until) == (dt.date(2026, 3, 1), dt.date(2029, 2, 28))
    event = label.events.get()
    assert (event.what, event.on, event.reasons) == (LabelEvent.What.GRANTED, dt.date(2026, 3, 1), "Tout est là.")
    assert label.certificates.get().valid_until == dt.date(2029, 2, 28)
    assert make_label(granted_on=dt.date(2026, 3, 2)).reference == "L-2026-0002"


def test_a_kind_needs_its_holder() -> None:
    with pytest.raises(Incomplete) as refusal:
        actions.grant_label(kind=make_kind(), by=None)
    assert "organisation" in refusal.value.missing
    with pytest.raises(Incomplete) as refusal:
        actions.grant_label(kind=make_kind("territoire"), by=None)
    assert "territory" in refusal.value.missing
    assert Label.objects.count() == 0


def test_an_organisation_holds_a_kind_once() -> None:
    organisation = make_organisation()
    make_label(organisation)
    with pytest.raises(Refusal):
        make_label(organisation)
    assert Label.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": None},
        {"valid_until": dt.date(2000, 1, 1)},
        {"holder_name": ""},
        {"organisation": None},
        {"successor_name": "Un pôle"},
        {"status": "succeeded"},
        {"status": "historical", "source": ""},
        {"status_index": 131_072},
        {"status_list": None},
    ],
)
def test_the_database_refuses_a_label_that_cannot_be(changes: dict[str, object]) -> None:
    label = make_label()
    with pytest.raises(IntegrityError), transaction.atomic():
        Label.objects.filter(pk=label.pk).update(**changes)


def test_history_and_certificates_are_never_rewritten() -> None:
    label = make_label()
    for rows in (label.events.all(), label.certificates.all()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(label_id=label.pk)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.delete()


def test_the_page_says_everything(client: Client) -> None:
    organisation = make_organisation(name="Le Tremplin")
    label = make_label(organisation, granted_on=dt.date(2026, 3, 2), decision="D-2026-12")
    page = client.get(f"/labels/{label.reference}/").content.decode()
    for words in ("Le Tremplin", "L-2026-0001", "2 mars 2026", "1er mars 2029", "D-2026-12", "En cours", "Label attribué"):
        assert words in page
    assert client.get("/labels/L-2026-0099/").status_code == 404
    sheet = client.get(f"/structures/{organisation.slug}/").content.decode()
    assert f"/labels/{label.reference}/" in sheet


def test_a_label_of_the_past_has_no_certificate_and_does_not_claim_to_hold(client: Client) -> None:
    label = make_historical()
    page = client.get(f"/labels/{label.reference}/").content.decode()
    assert "sans dire s’il est toujours en vigueur" in page
    assert "attestation.json" not in page
    assert client.get(f"/labels/{label.reference}/attestation.json").status_code == 404


def test_the_list_filters_by_kind_status_place_and_words(client: Client) -> None:
    chambery, montreuil = make_place("commune:73065"), make_place("commune:93048")
    structure = make_label(make_organisation(name="Le Tremplin", commune=chambery))
    other = make_label(make_organisation(name="La Fabrique", commune=montreuil))
    territory = make_historical()
    territory.label_places.create(place=make_place("epci:200069110"))

    def found(query: str) -> set[str]:
        rows = json.loads(client.get(f"/labels/?format=json&{query}").content)["results"]
        return {row["reference"] for row in rows}

    assert found("") == {structure.reference, other.reference, territory.reference}
    assert found("genre=structure") == {structure.reference, other.reference}
    assert found("statut=historical") == {territory.reference}
    assert found("region=84") == {structure.reference, territory.reference}
    # A commune inside the labelled territory finds it.
    assert found("commune=73065") == {structure.reference, territory.reference}
    assert found("epci=200069110&genre=territoire") == {territory.reference}
    assert found("q=tremplin") == {structure.reference}
    assert found(f"q={other.reference}") == {other.reference}
    assert found("q=%25%25") == set()
    page = client.get("/labels/?genre=licorne&region=999").content.decode()
    assert "genre = licorne" in page
    assert "region = 999" in page
    assert "3 labels" in page


def test_the_files_hold_the_same_rows(client: Client) -> None:
    label = make_label(make_organisation(name='=cmd|"x"'))
    csv = client.get("/labels/?format=csv").content.decode()
    assert csv.splitlines()[0].startswith("reference,genre,titulaire")
    assert "'=cmd" in csv
    feed = client.get("/labels/?format=atom")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert f"/labels/{label.reference}/" in feed.content.decode()
    held = client.get("/labels/?format=csv", headers={"if-none-match": client.get("/labels/?format=csv")["ETag"]})
    assert held.status_code == 304


def test_lists_ask_as_much_for_three_as_for_one(client: Client, django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_label(make_organisation(commune=make_place()))
    client.get("/labels/")
    with CaptureQueriesContext(connection) as one:
        client.get("/labels/")
    make_label()
    make_label()
    with CaptureQueriesContext(connection) as three:
        client.get("/labels/")
    assert len(one) == len(three)


def test_the_api_shows_what_the_contract_says(client: Client) -> None:
    organisation = make_organisation(name="Le Tremplin")
    label = make_label(organisation)
    past = make_historical()
    body = client.get("/api/v1/labels").json()
    assert body["total"] == 2
    rows = {row["reference"]: row for row in body["results"]}
    shown = rows[label.reference]
    assert shown["kind"] == "structure"
    assert shown["holder"] == "Le Tremplin"
    assert shown["organisation"] == organisation.slug
    assert shown["status"] == "active"
    assert shown["valid_until"] == str(label.valid_until)
    assert shown["credential"].endswith(f"/labels/{label.reference}/attestation.json")
    assert rows[past.reference]["credential"] is None
    assert client.get("/api/v1/labels?status=historical").json()["total"] == 1
    assert client.get("/api/v1/labels?kind=licorne").status_code == 404
    assert client.get(f"/api/v1/labels/{label.reference}").json() == shown
    first = client.get("/api/v1/labels?limit=1").json()
    assert len(client.get(first["next"]).json()["results"]) == 1


def test_the_dataset_has_its_columns_and_its_map(client: Client) -> None:
    past = make_historical()
    past.label_places.create(place=make_place("epci:200069110"), is_confirmed=False)
    make_label()

    def body(kind: str) -> str:
        return b"".join(client.get(f"/donnees/labels.{kind}")).decode()

    assert "reference,genre,genre_nom,titulaire" in body("csv")
    rows = {row["reference"]: row for row in json.loads(body("json"))["results"]}
    assert rows["L-2019-0001"]["lieux"] == "epci:200069110?"
    assert rows["L-2019-0001"]["attestation"] == ""
    features = json.loads(body("geojson"))["features"]
    assert features[0]["geometry"]["coordinates"] == [5.92, 45.57]


def test_the_site_map_lists_them(client: Client) -> None:
    label = make_label()
    assert "sitemap-labels.xml" in client.get("/sitemap.xml").content.decode()
    assert f"/labels/{label.reference}/" in b"".join(client.get("/sitemap-labels.xml")).decode()


def test_a_merge_takes_the_label_along_and_leaves_what_would_be_double() -> None:
    from frenchimpact.labels.merging import move_labels, move_labels_back

    kept, absorbed = make_organisation(), make_organisation()
    mine, theirs = make_label(kept), make_label(absorbed)
    territory = make_label(absorbed, territory="La Vallée")
    moved = move_labels(kept, absorbed)
    assert moved == [territory.pk]
    theirs.refresh_from_db()
    assert theirs.organisation == absorbed
    assert {one.pk for one in queries.labels_of(kept)} == {mine.pk, territory.pk}
    move_labels_back(kept, absorbed, moved)
    assert {one.pk for one in queries.labels_of(absorbed)} == {theirs.pk, territory.pk}


def test_months_are_counted_as_law_counts_them() -> None:
    from frenchimpact.labels.terms import add_months, end_of

    assert add_months(dt.date(2026, 8, 31), 6) == dt.date(2027, 2, 28)
    assert add_months(dt.date(2026, 3, 31), -1) == dt.date(2026, 2, 28)
    assert end_of(dt.date(2026, 1, 1), 36) == dt.date(2028, 12, 31)
    assert clock.today() < end_of(clock.today(), 1)


# ── On other sites ───────────────────────────────────────────────────────────────────────────────
def test_the_frame_stands_in_any_site_without_cookie(client: Client) -> None:
    label = make_label(make_organisation(name="Le Tremplin <b>"))
    response = client.get(f"/labels/{label.reference}/cadre/")
    assert response.status_code == 200
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    assert not response.cookies
    assert response.text.count("<script") == 1
    assert "framed.js" in response.text
    assert "Le Tremplin &lt;b&gt;" in response.text
    assert response.text.count('target="_top"') == response.text.count("<a ") + response.text.count('<base target="_top">')
    assert '<base target="_top">' in response.text
    # The rest of the product stays out of frames.
    assert "frame-ancestors 'none'" in client.get(f"/labels/{label.reference}/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("status", "words"),
    [("active", "En cours, jusqu’au"), ("observed", "Sous observation, jusqu’au"), ("suspended", "Suspendu"), ("withdrawn", "Retiré")],
)
def test_the_frame_and_the_picture_say_the_state_of_the_day(client: Client, status: str, words: str) -> None:
    label = make_label()
    Label.objects.filter(pk=label.pk).update(status=status)
    assert words in client.get(f"/labels/{label.reference}/cadre/").text
    picture = client.get(f"/labels/{label.reference}/etat.svg")
    assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert words in ElementTree.fromstring(picture.text).attrib["aria-label"]
    # Drawn again for another state: the picture is not the first one's.
    Label.objects.filter(pk=label.pk).update(status="expired")
    assert "Expiré" in client.get(f"/labels/{label.reference}/etat.svg").text


def test_a_label_of_the_past_says_when_it_was_given(client: Client) -> None:
    label = make_historical()
    assert "Attribué le 20 décembre 2019" in client.get(f"/labels/{label.reference}/cadre/").text
    assert "Given on 20 December 2019" in client.get(f"/en/labels/{label.reference}/cadre/").text


def test_the_code_to_copy_is_the_one_that_is_shown(client: Client) -> None:
    label = make_label(make_organisation(name='Le "Tremplin" & Cie'))
    page = client.get(f"/labels/{label.reference}/montrer/").text
    codes = [html.unescape(one) for one in re.findall(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page, re.DOTALL)]
    frame, picture = codes
    assert f'src="{settings.BASE_URL}/labels/{label.reference}/cadre/"' in frame
    assert "Le &#34;Tremplin&#34; &amp; Cie" in frame
    assert (
        f'<a href="{settings.BASE_URL}/verifier/{label.reference}/"><img src="{settings.BASE_URL}/labels/{label.reference}/etat.svg"'
        in picture
    )
    assert "Ce label ne tient pas" not in page
    Label.objects.update(status="suspended")
    assert "Ce label ne tient pas" in client.get(f"/labels/{label.reference}/montrer/").text


def test_no_day_is_invented_for_what_its_source_does_not_date(client: Client) -> None:
    make_place("commune:77288")
    actions.load_labels()
    label = Label.objects.get(status="succeeded", wave__startswith="2019")
    assert label.events.get(what="succeed").on is None
    page = client.get(f"/labels/{label.reference}/").text
    assert "date non connue" in page
    assert str(clock.today().year) not in page.split('id="histoire"')[1].split("</section>")[0]


def test_the_states_of_a_label_in_english(client: Client) -> None:
    make_label()
    make_historical()
    page = client.get("/en/labels/").text
    assert "In force" in page
    assert "Historical" in page
