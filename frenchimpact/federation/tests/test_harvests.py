"""Another instance is harvested from a real site: new, changed, the same, withdrawn, back; and everything that it can do wrong."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.tests.sites import Drip
from frenchimpact.federation.actions.harvests import harvest_due, harvest_peer
from frenchimpact.federation.actions.peers import ask_harvest, pause_peer
from frenchimpact.federation.actions.records import edit_record, hide_record
from frenchimpact.federation.models import Harvest, Peer, Record
from frenchimpact.federation.tests.sites import Instance
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator

pytestmark = pytest.mark.django_db
SIRET = "83012345600019"


def counts(run: Harvest) -> tuple[int, ...]:
    return run.read_count, run.new_count, run.changed_count, run.same_count, run.refused_count, run.withdrawn_count


def test_what_it_publishes_is_taken_with_where_it_comes_from(instance: Instance, peer: Peer) -> None:
    instance.publish(organisations=[instance.organisation(siret=SIRET, siren=SIRET[:9])], offres=[instance.offer()])
    run = harvest_peer(peer, opening=instance.guard)
    assert (run.error, run.warning, counts(run)) == ("", "", (2, 2, 0, 0, 0, 0))
    one = Record.objects.get(kind="organisation")
    assert (one.key, one.url, one.title) == ("les-ateliers", f"{instance.origin}/structures/les-ateliers/", "Les ateliers de les-ateliers")
    assert (one.siret, one.themes, one.place.code if one.place else "") == (SIRET, ["economie_circulaire_reemploi"], "73065")
    assert Record.objects.get(kind="offre").place.key == "departement:73"  # type: ignore[union-attr]  # it has one
    page = Client().get(f"/ailleurs/{one.pk}/").content.decode()
    assert "Source : Impact Wallonie" in page
    assert f'href="{one.url}"' in page
    peer.refresh_from_db()
    assert peer.next_read_at > clock.now() + dt.timedelta(hours=23)


def test_what_it_says_again_changes_nothing_and_what_it_changes_is_changed(instance: Instance, peer: Peer) -> None:
    instance.publish(organisations=[instance.organisation("un"), instance.organisation("deux")])
    first = harvest_peer(peer, opening=instance.guard)
    instance.publish(organisations=[instance.organisation("un", nom="L’atelier rebaptisé"), instance.organisation("deux")])
    assert counts(harvest_peer(peer, opening=instance.guard)) == (2, 0, 1, 1, 0, 0)
    assert Record.objects.get(key="un").title == "L’atelier rebaptisé"
    same = Record.objects.get(key="deux")
    assert same.changed_at == first.started_at
    assert same.seen_at > first.started_at


def test_what_it_withdraws_is_gone_and_comes_back_with_it(instance: Instance, peer: Peer) -> None:
    both = [instance.organisation("un"), instance.organisation("deux")]
    instance.publish(organisations=both)
    harvest_peer(peer, opening=instance.guard)
    gone = Record.objects.get(key="deux")
    instance.publish(organisations=both[:1])
    assert counts(harvest_peer(peer, opening=instance.guard)) == (1, 0, 0, 1, 0, 1)
    page = Client().get(f"/ailleurs/{gone.pk}/")
    assert page.status_code == 410
    assert "qui ne le publie plus" in page.content.decode()
    assert gone.title not in Client().get("/ailleurs/").content.decode()
    assert counts(harvest_peer(peer, opening=instance.guard))[5] == 0
    instance.publish(organisations=both)
    assert counts(harvest_peer(peer, opening=instance.guard)) == (2, 0, 1, 1, 0, 0)
    assert Client().get(f"/ailleurs/{gone.pk}/").status_code == 200


def test_the_last_one_may_go(instance: Instance, peer: Peer) -> None:
    instance.publish(offres=[instance.offer()])
    harvest_peer(peer, opening=instance.guard)
    instance.publish(offres=[])
    assert counts(harvest_peer(peer, opening=instance.guard)) == (0, 0, 0, 0, 0, 1)


def test_a_structure_that_is_here_is_recognised_and_its_sheet_untouched(instance: Instance, peer: Peer) -> None:
    ours = make_organisation(name="Notre nom à nous", siret=SIRET, siren=SIRET[:9])
    instance.publish(organisations=[instance.organisation(siret=SIRET, siren=SIRET[:9])])
    assert harvest_peer(peer, opening=instance.guard).recognised_count == 1
    record = Record.objects.get()
    assert record.organisation == ours
    ours.refresh_from_db()
    assert ours.name == "Notre nom à nous"
    assert record.title not in Client().get("/ailleurs/").content.decode()
    assert Client().get(f"/ailleurs/{record.pk}/").headers["Location"] == f"/structures/{ours.slug}/"
    sheet = Client().get(f"/structures/{ours.slug}/").content.decode()
    assert "Impact Wallonie" in sheet
    assert record.url in sheet


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ({"siren": "830123456"}, {"siret": SIRET, "siren": "830123456"}, True),
        ({"siret": SIRET}, {"siren": "830123456"}, True),
        ({"siret": SIRET}, {"siret": "83012345600027", "siren": "830123456"}, False),
        ({"rna": "W731000001"}, {"rna": "W731000001"}, True),
        ({"siret": SIRET, "is_published": False}, {"siret": SIRET}, False),
        ({}, {}, False),
    ],
)
def test_which_numbers_say_that_it_is_the_same(
    instance: Instance, peer: Peer, ours: dict[str, str], theirs: dict[str, str], is_same: bool
) -> None:
    make_organisation(**ours)
    instance.publish(organisations=[instance.organisation(**theirs)])
    harvest_peer(peer, opening=instance.guard)
    assert (Record.objects.get().organisation is not None) == is_same


def test_a_structure_declared_here_later_is_recognised_at_the_next_reading(instance: Instance, peer: Peer) -> None:
    instance.publish(organisations=[instance.organisation(siret=SIRET)])
    harvest_peer(peer, opening=instance.guard)
    assert Record.objects.get().organisation is None
    ours = make_organisation(siret=SIRET)
    assert counts(harvest_peer(peer, opening=instance.guard)) == (1, 0, 0, 1, 0, 0)
    assert Record.objects.get().organisation == ours


def test_what_two_instances_publish_is_shown_once_by_the_one_that_came_first(instance: Instance, peer: Peer) -> None:
    first = Peer.objects.create(code="premiere", name="Première", url="https://premiere.exemple.fr")
    numbers = {"siret": SIRET, "siren": SIRET[:9]}
    page = f"{first.url}/structures/x/"
    head = Record.objects.create(peer=first, kind="organisation", key="x", url=page, title="Le premier nom", **numbers)
    instance.publish(organisations=[instance.organisation(siret=SIRET)])
    harvest_peer(peer, opening=instance.guard)
    later = Record.objects.get(peer=peer)
    assert later.twin == head
    listed = Client().get("/ailleurs/").content.decode()
    assert "Le premier nom" in listed
    assert later.title not in listed
    # The first one withdraws it: the other one's is shown from its next reading on.
    head.gone_at = clock.now()
    head.save()
    harvest_peer(peer, opening=instance.guard)
    assert later.title in Client().get("/ailleurs/").content.decode()


def test_what_somebody_here_wrote_or_hid_is_kept(instance: Instance, peer: Peer) -> None:
    instance.publish(organisations=[instance.organisation()])
    harvest_peer(peer, opening=instance.guard)
    operator = make_operator()
    record = edit_record(record=Record.objects.get(), changes={"title": "Le bon nom"}, by=operator)
    instance.publish(organisations=[instance.organisation(nom="Encore un autre nom", description="Autre chose.")])
    assert counts(harvest_peer(peer, opening=instance.guard)) == (1, 0, 1, 0, 0, 0)
    record.refresh_from_db()
    assert (record.title, record.summary, record.edited_fields) == ("Le bon nom", "Autre chose.", ["title"])
    hide_record(record=record, is_hidden=True, by=operator)
    harvest_peer(peer, opening=instance.guard)
    assert Client().get(f"/ailleurs/{record.pk}/").status_code == 410
    assert "Le bon nom" not in Client().get("/ailleurs/").content.decode()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"nom": ""}, "nom : il manque"),
        ({"identifiant": ""}, "identifiant : il manque"),
        ({"nom": "x" * 301}, "plus de 300"),
        ({"siret": "123"}, "n’a pas la forme attendue"),
        ({"siret": SIRET, "siren": "111111111"}, "ne commence pas par le siren"),
        ({"adresse_fiche": "https://ailleurs.exemple/structures/x/"}, "n’est pas une page de cette instance"),
        ({"adresse_fiche": "javascript:alert(1)"}, "n’est pas une page de cette instance"),
        ({"nom": "abîmé\x00"}, "illisibles"),
    ],
)
def test_a_wrong_line_is_refused_with_its_reason_and_the_others_are_taken(
    instance: Instance, peer: Peer, row: dict[str, str], reason: str
) -> None:
    instance.publish(organisations=[instance.organisation("bonne"), instance.organisation("mauvaise", **row)])
    run = harvest_peer(peer, opening=instance.guard)
    assert counts(run) == (2, 1, 0, 0, 1, 0)
    refusal = run.refusals.get()
    assert refusal.line == 2
    assert reason in refusal.reason


def test_the_same_line_twice_and_what_is_no_line(instance: Instance, peer: Peer) -> None:
    instance.serve("organisations", json.dumps({"results": [instance.organisation(), instance.organisation(), "rien", [1]]}).encode())
    run = harvest_peer(peer, opening=instance.guard)
    assert counts(run) == (4, 1, 0, 0, 3, 0)
    assert [one.line for one in run.refusals.all()] == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"results": [{"identifiant": "les-ateliers", "nom": "Co', "avant sa fin"),
        (b'{"results": []', "abîmé"),
        (b"<html>Maintenance</html>", "pas une liste"),
        (b'{"results": [' + b"[" * 200_000, "avant sa fin"),
        (b"\xff\xfe\x00", "UTF-8"),
        ((503, {}, b""), "en panne"),
        ((302, {"Location": "http://10.0.0.1/"}, b""), "site public"),
        (Drip(b"HTTP/1.0 200 OK\r\nContent-Length: 500\r\n\r\n{", is_endless=False), "avant la fin"),
    ],
)
def test_a_file_that_cannot_be_read_withdraws_nothing_and_the_others_are_read(
    instance: Instance, peer: Peer, content: object, words: str
) -> None:
    instance.publish(organisations=[instance.organisation()])
    harvest_peer(peer, opening=instance.guard)
    instance.publish(offres=[instance.offer()])
    instance.serve("organisations", content)
    run = harvest_peer(peer, opening=instance.guard)
    assert words in run.warning
    assert (run.error, counts(run)) == ("", (1, 1, 0, 0, 0, 0))
    assert Record.objects.get(kind="organisation").gone_at is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ((404, {}, b""), "n’existe plus"),
        (b"<html></html>", "abîmé"),
        (b"[" * 100_000, "abîmé"),
        (b'{"@graph": [{"@id": "x", "@type": ["dcat:Dataset"]}]}', "ne décrit aucun"),
        (b'{"@graph": 3}', "pas un catalogue"),
        (Drip(b""), "trop de temps"),
    ],
)
def test_an_instance_that_does_not_answer_withdraws_nothing_and_is_left_in_peace(
    instance: Instance, peer: Peer, content: object, words: str
) -> None:
    instance.publish(organisations=[instance.organisation()])
    harvest_peer(peer, opening=instance.guard)
    instance.site.pages["/donnees/catalogue.jsonld"] = content
    for _turn in range(2):
        peer.refresh_from_db()
        run = harvest_peer(peer, opening=lambda: instance.site.guard(seconds=1.0))
    assert words in run.error
    peer.refresh_from_db()
    assert (peer.failures_count, Record.objects.get().gone_at) == (2, None)
    assert peer.next_read_at > clock.now() + dt.timedelta(hours=35)


def test_a_catalogue_that_names_files_of_another_site_is_not_followed_there(instance: Instance, peer: Peer) -> None:
    file = f"{instance.origin}/donnees/organisations.json"
    catalogue = json.dumps(instance.catalogue()).replace(file, "http://10.0.0.1/secret")
    instance.site.pages["/donnees/catalogue.jsonld"] = catalogue.encode()
    run = harvest_peer(peer, opening=instance.guard)
    assert "ne publie pas ce jeu" in run.warning
    assert not [path for _verb, path, _headers in instance.site.asked if "secret" in path]


def test_many_that_are_missing_at_once_are_withdrawn_only_when_somebody_says_so(instance: Instance, peer: Peer) -> None:
    instance.publish(organisations=[instance.organisation(f"n{number}") for number in range(12)])
    harvest_peer(peer, opening=instance.guard)
    instance.publish(organisations=[instance.organisation("n0")])
    run = harvest_peer(peer, opening=instance.guard)
    assert "11 de celles" in run.warning
    assert Record.objects.filter(gone_at=None).count() == 12
    assert counts(harvest_peer(peer, is_sure=True, opening=instance.guard)) == (1, 0, 0, 1, 0, 11)


def test_only_those_whose_time_has_come_are_read(instance: Instance, peer: Peer) -> None:
    assert harvest_due(instance.guard) == 1
    assert harvest_due(instance.guard) == 0
    operator = make_operator()
    peer.refresh_from_db()
    pause_peer(peer=peer, is_active=False, by=operator)
    Peer.objects.update(next_read_at=clock.now())
    assert harvest_due(instance.guard) == 0
    pause_peer(peer=peer, is_active=True, by=operator)
    assert harvest_due(instance.guard) == 1


def test_it_is_asked_once_at_a_time(instance: Instance, peer: Peer) -> None:
    operator = make_operator()
    asked = ask_harvest(peer=peer, by=operator)
    with pytest.raises(OutOfTurn):
        ask_harvest(peer=peer, by=operator)
    # Its worker was killed: after two hours, it may be asked again.
    Harvest.objects.filter(pk=asked.pk).update(started_at=clock.now() - dt.timedelta(hours=3))
    ask_harvest(peer=peer, by=operator)
    harvest_peer(peer, opening=instance.guard)
    asked.refresh_from_db()
    assert "interrompue" in asked.error


def test_a_list_takes_the_same_number_of_statements_whatever_its_length(instance: Instance, peer: Peer) -> None:
    taken = []
    for number in (1, 3):
        instance.publish(organisations=[instance.organisation(f"n{one}") for one in range(number)])
        harvest_peer(peer, opening=instance.guard)
        Client().get("/ailleurs/")
        with CaptureQueriesContext(connection) as found:
            Client().get("/ailleurs/")
        taken.append(len(found))
    assert taken[0] == taken[1]
