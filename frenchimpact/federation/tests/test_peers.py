"""Which instances are read: added, paused and asked by those who run the programme, on plain pages."""

import csv
import io

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from frenchimpact.core.errors import Incomplete
from frenchimpact.federation.actions.harvests import harvest_asked, harvest_peer
from frenchimpact.federation.actions.peers import add_peer
from frenchimpact.federation.models import Harvest, Peer, Record
from frenchimpact.federation.reading.guards import guard
from frenchimpact.federation.tests.sites import Instance
from frenchimpact.labels.queries import own_issuer
from frenchimpact.methods.tests.factories import make_method
from frenchimpact.organisations.actions import merge_organisations
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator, make_person
from tests.worker import work

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/programme/instances/"


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(make_operator())
    return client


@pytest.mark.parametrize(
    "url",
    [
        "http://impact.exemple.fr",
        "https://127.0.0.1",
        "https://localhost",
        "https://10.0.0.1/",
        "https://impact.exemple.fr:8443",
        "https://moi:secret@impact.exemple.fr",
        "file:///etc/passwd",
        "impact",
        "https://[::1",
        "",
    ],
)
def test_an_address_that_is_no_public_site_is_refused(url: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        add_peer(name="Autre", url=url, every_hours=24, by=None)
    assert "url" in refusal.value.missing


def test_ours_and_one_that_is_known_are_refused(settings: Settings) -> None:
    settings.BASE_URL = "https://ici.exemple.fr"
    assert add_peer(name="Autre", url="https://La.exemple.fr/annuaire/?q=x", every_hours=24, by=None).url == "https://la.exemple.fr"
    for url, name in (("https://ici.exemple.fr/", "Ici"), ("https://la.exemple.fr", "Encore"), ("https://ailleurs.exemple.fr", "Autre")):
        with pytest.raises(Incomplete):
            add_peer(name=name, url=url, every_hours=24, by=None)


def test_a_private_site_is_read_only_when_the_settings_name_it(settings: Settings, instance: Instance) -> None:
    origin = f"http://127.0.0.1:{instance.site.port}"
    with pytest.raises(Incomplete) as refused:
        add_peer(name="Voisine", url=origin, every_hours=24, by=None)
    assert "FEDERATION_ORIGINS" in str(refused.value.missing["url"])
    settings.FEDERATION_ORIGINS = [origin]
    peer = add_peer(name="Voisine", url=origin, every_hours=24, by=None)
    run = harvest_peer(peer, opening=guard)
    # It answers, and its catalogue leads to another name, which is not followed.
    assert "ne décrit aucun" in run.error


def test_it_is_added_read_and_paused_by_plain_forms(operator: Client, instance: Instance, settings: Settings) -> None:
    settings.FEDERATION_ORIGINS = [instance.origin]
    assert operator.post(DESK, {"name": "", "url": "x", "every_hours": "24"}).status_code == 422
    answer = operator.post(DESK, {"name": "Impact Wallonie", "url": instance.origin, "every_hours": "24"})
    assert answer.headers["Location"] == DESK + "impact-wallonie/"
    run = Harvest.objects.get()
    instance.publish(organisations=[instance.organisation(), instance.organisation("mauvaise", nom="")])
    harvest_asked(run.pk, opening=instance.guard)
    page = operator.get(DESK + "impact-wallonie/").content.decode()
    assert "2 lues : 1 nouvelles" in page
    assert "nom : il manque" in operator.get(f"{DESK}impact-wallonie/lectures/{run.pk}/").content.decode()
    assert "Impact Wallonie" in operator.get(DESK).content.decode()
    operator.post(DESK + "impact-wallonie/moissonner/", {"now": "1"})
    assert Harvest.objects.filter(ended_at=None).count() == 1
    operator.post(DESK + "impact-wallonie/pause/", {"pause": "1"})
    assert not Peer.objects.get().is_active


def test_a_reading_that_is_asked_is_done_by_a_worker(operator: Client, peer: Peer) -> None:
    operator.post(f"{DESK}{peer.code}/moissonner/", {"now": "1"})
    work()
    # The worker's own guard: the name of the tests means nothing to it.
    assert Harvest.objects.get().error


def test_only_operators_decide(instance: Instance, peer: Peer) -> None:
    instance.publish(offres=[instance.offer()])
    harvest_peer(peer, opening=instance.guard)
    record = Record.objects.get()
    client = Client()
    client.force_login(make_person())
    assert client.get(DESK).status_code == 403
    for path in (f"{DESK}{peer.code}/", f"/ailleurs/{record.pk}/corriger/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/ailleurs/{record.pk}/retirer/", {"hide": "1"}).status_code == 404


def test_a_record_is_corrected_and_hidden_by_plain_forms(operator: Client, instance: Instance, peer: Peer) -> None:
    instance.publish(offres=[instance.offer()])
    harvest_peer(peer, opening=instance.guard)
    record = Record.objects.get()
    page = f"/ailleurs/{record.pk}/"
    assert operator.post(page + "corriger/", {"title": "", "summary": "x"}).status_code == 422
    operator.post(page + "corriger/", {"title": "Deux bureaux à prêter", "summary": "x", "themes": ["economie_circulaire_reemploi"]})
    record.refresh_from_db()
    assert (record.title, record.edited_fields) == ("Deux bureaux à prêter", ["title", "summary", "themes"])
    operator.post(page + "retirer/", {"hide": "1"})
    assert Client().get(page).status_code == 410
    assert "n’est pas montrée ici" in operator.get(page).content.decode()
    operator.post(page + "retirer/", {"show": "1"})
    assert Client().get(page).status_code == 200


def test_its_keys_are_known_once_it_was_read(instance: Instance, peer: Peer, client: Client) -> None:
    document = client.get("/.well-known/did.json").content
    instance.site.pages["/.well-known/did.json"] = document
    harvest_peer(peer, opening=instance.guard)
    peer.refresh_from_db()
    names, keys = own_issuer()
    assert (peer.did, peer.keys) == (names[0], keys)
    # A site that no longer tells them takes nothing back.
    instance.site.pages["/.well-known/did.json"] = b"<html>"
    harvest_peer(peer, opening=instance.guard)
    peer.refresh_from_db()
    assert peer.keys == keys


def test_a_method_that_is_here_word_for_word_is_recognised(instance: Instance, peer: Peer) -> None:
    version = make_method("tronc-commun")
    row = {"methode": "tronc-commun", "titre": "Tronc commun", "resume": "x", "swhid": version.swhid}
    other = {**row, "methode": "autre", "swhid": version.swhid[:-4] + "0000"}
    rows = [{**one, "adresse_fiche": f"{instance.origin}/methodes/{one['methode']}/1/"} for one in (row, other)]
    instance.publish(methodes=rows)
    harvest_peer(peer, opening=instance.guard)
    assert Record.objects.get(key="tronc-commun").method == version.method
    assert Record.objects.get(key="autre").method is None
    assert "tronc-commun" in Client().get(f"/ailleurs/{Record.objects.get(key='tronc-commun').pk}/").content.decode()


def test_what_others_publish_follows_a_sheet_that_is_merged(instance: Instance, peer: Peer) -> None:
    ours, kept = make_organisation(siret="83012345600019"), make_organisation()
    instance.publish(organisations=[instance.organisation(siret="83012345600019")])
    harvest_peer(peer, opening=instance.guard)
    merge_organisations(kept=kept, absorbed=ours, take={}, by=make_operator())
    assert Record.objects.get().organisation == kept


def test_the_list_has_its_filters_and_its_files(instance: Instance, peer: Peer) -> None:
    instance.publish(organisations=[instance.organisation()], offres=[instance.offer()])
    harvest_peer(peer, opening=instance.guard)
    client = Client()
    assert "1 fiche" in client.get("/ailleurs/?nature=offre").content.decode()
    asked = {"q=bureaux": 1, "region=84": 2, "theme=economie_circulaire_reemploi": 1, "instance=autre": 2, "commune=73065": 1}
    for query, count in asked.items():
        lines = b"".join(client.get(f"/ailleurs/?{query}&format=csv").streaming_content)  # type: ignore[attr-defined]  # it streams
        assert len(list(csv.DictReader(io.StringIO(lines.decode())))) == count, query
    assert b"Impact Wallonie" in b"".join(client.get("/ailleurs/?format=json").streaming_content)  # type: ignore[attr-defined]  # it streams
    assert b"<entry>" in b"".join(client.get("/ailleurs/?format=atom").streaming_content)  # type: ignore[attr-defined]  # it streams
    assert "n’a pas de sens" in client.get("/ailleurs/?nature=autre").content.decode()
    assert "Des bureaux prêtés" in client.get("/recherche/?q=bureaux").content.decode()


def test_nothing_of_others_is_exported_as_ours(instance: Instance, peer: Peer) -> None:
    instance.publish(organisations=[instance.organisation()])
    harvest_peer(peer, opening=instance.guard)
    title = Record.objects.get().title.encode()
    client = Client()
    assert title not in b"".join(client.get("/donnees/organisations.csv").streaming_content)  # type: ignore[attr-defined]  # it streams
    assert title not in client.get("/api/v1/organisations").content
