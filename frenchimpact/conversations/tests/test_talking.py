"""Conversations: who writes, who reads, what is told, once; nobody's address is shown; what was said stays."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from frenchimpact.accounts.models import User
from frenchimpact.conversations import message_replies
from frenchimpact.conversations.actions import MOST_MESSAGES, mark_read, write_message
from frenchimpact.conversations.messages import WRITTEN, still_to_read
from frenchimpact.conversations.models import Message, ReadMark, Thread
from frenchimpact.conversations.queries import find_new_place, find_place, messages_of, threads_for, ways_of
from frenchimpact.conversations.rules import TOPIC
from frenchimpact.conversations.tests.factories import HEADS, HOUSE, MODEL, houses, say  # noqa: F401 - a fixture
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.holdings import holdings
from frenchimpact.files.queries import address
from frenchimpact.inbound.parsing import Attachment
from frenchimpact.inbound.rules import Reply, read_token, token_of
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("houses")]


@pytest.fixture
def house() -> Organisation:
    return make_organisation(name="Les Ateliers")


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def seen(person: User) -> list[tuple[int, bool]]:
    """One's conversations in their order, and whether each has something new."""
    rows: list[Any] = list(threads_for(person))
    return [(one.pk, one.is_unread) for one in rows]


def test_each_of_the_circle_but_its_author_gets_one_mail_that_shows_no_address(house: Organisation) -> None:
    awa, bea, carl = make_member(house), make_member(house), make_member(house, role=Membership.Role.READER)
    message = say(house, awa, "Qui ouvre samedi ?")
    mails = Mail.objects.filter(kind=WRITTEN)
    assert sorted(one.to for one in mails) == sorted([bea.email, carl.email])
    assert all("Qui ouvre samedi ?" in one.text and awa.email not in one.text + one.html for one in mails)
    assert Notice.objects.filter(kind=WRITTEN, reference=message.thread.reference).count() == 2


def test_a_circle_is_read_by_those_who_sit_in_it_and_left_with_the_team(house: Organisation) -> None:
    awa, bea, carl = make_member(house), make_member(house), make_member(house, role=Membership.Role.READER)
    whole, heads = say(house, awa).thread, say(house, awa, circle=HEADS).thread
    assert {one.pk for one in threads_for(bea)} == {whole.pk, heads.pk}
    assert [one.pk for one in threads_for(carl)] == [whole.pk]
    with pytest.raises(Http404):
        find_place(carl, heads.reference)
    with pytest.raises(Http404):
        find_new_place(carl, "maisons", house.pk, HEADS)
    Membership.objects.filter(user=carl).update(until=clock.now())
    with pytest.raises(Http404):
        find_place(carl, whole.reference)
    assert message_replies.find_for_reply(carl, whole.pk) is None
    # What was told to them before no longer leaves, nor to who has read it meanwhile.
    kept = {one.person_id for one in still_to_read(Notice.objects.filter(kind=WRITTEN, reference=whole.reference))}
    assert kept == {bea.pk}
    mark_read(thread=whole, by=bea)
    assert not still_to_read(Notice.objects.filter(kind=WRITTEN, reference=whole.reference)).exists()


def test_new_conversations_come_first_and_reading_them_ends_it(house: Organisation) -> None:
    awa, bea = make_member(house), make_member(house)
    heads = say(house, bea, circle=HEADS).thread
    whole = say(house, awa).thread
    say(house, awa, "Encore moi", circle=HEADS)
    assert seen(awa) == [(heads.pk, False), (whole.pk, False)]
    mark_read(thread=heads, by=bea)
    assert seen(bea) == [(whole.pk, True), (heads.pk, False)]
    assert [one.pk for one in threads_for(bea, only_unread=True)] == [whole.pk]
    assert [one.read_by for one in messages_of(awa, heads)] == [[], [bea.full_name]]
    # Who answers has read what they answer: nothing of it waits any more.
    say(house, bea, "D’accord")
    assert not Notice.objects.filter(person=bea, read_at=None).exists()
    assert not threads_for(bea, only_unread=True).exists()


def test_words_are_found_without_accents_in_ones_own_conversations_only(house: Organisation) -> None:
    awa, other = make_member(house), make_member(make_organisation(name="Ailleurs"))
    thread = say(house, awa, "La trésorerie d’été").thread
    assert [one.pk for one in threads_for(awa, text="tresorerie ETE")] == [thread.pk]
    assert [one.pk for one in threads_for(awa, text="ateliers")] == [thread.pk]
    assert [one.pk for one in threads_for(awa, text=thread.reference.lower())] == [thread.pk]
    assert not threads_for(awa, text="banque").exists()
    assert not threads_for(other, text="tresorerie").exists()


def test_what_is_refused_leaves_nothing(house: Organisation) -> None:
    awa = make_member(house)
    place = find_new_place(awa, "maisons", house.pk, HOUSE)
    with pytest.raises(Incomplete):
        write_message(place=place, text="  ", by=awa)
    for _number in range(MOST_MESSAGES):
        write_message(place=place, text="Encore", by=awa)
    with pytest.raises(TooMany):
        write_message(place=place, text="De trop", by=awa)
    assert Message.objects.count() == MOST_MESSAGES
    assert Thread.objects.count() == 1
    with clock.stopped(clock.now() + dt.timedelta(hours=2)):
        write_message(place=place, text="Plus tard", by=awa)


def test_a_thing_that_is_over_is_read_and_no_longer_written(house: Organisation) -> None:
    awa = make_member(house)
    thread = say(house, awa).thread
    Organisation.objects.filter(pk=house.pk).update(closed_on=clock.today())
    place = find_place(awa, thread.reference)
    with pytest.raises(Refusal):
        write_message(place=place, text="Trop tard", by=awa)
    house.refresh_from_db()
    (way,) = ways_of(awa, MODEL, house)
    assert (way.count, way.href) == (1, f"/mon-espace/messages/{thread.reference}/")
    page = client_of(awa).get(way.href).content.decode()
    assert "Cette conversation est close" in page
    assert "Votre message" not in page


def test_a_reply_by_mail_is_the_next_message_with_its_documents(house: Organisation, settings: Settings) -> None:
    settings.REPLY_ADDRESS = "@reponse.exemple.fr"
    awa, bea = make_member(house), make_member(house)
    thread = say(house, awa, "Le devis ?").thread
    token = read_token(token_of(Mail.objects.get(to=bea.email).reply_to) or "")
    assert token is not None
    assert (token.topic, token.thing_id, token.person_id) == (TOPIC, thread.pk, bea.pk)
    pieces = [Attachment("devis.txt", b"12 euros"), Attachment("virus.exe", b"MZ\x90\x00")]
    understood = message_replies.take_reply(Reply(bea, message_replies.find_for_reply(bea, thread.pk), "Le voici.", pieces))
    assert (understood.files, [name for name, _words in understood.refused_files]) == (["devis.txt"], ["virus.exe"])
    _first, second = messages_of(awa, thread)
    assert (second.message.text, second.message.by, second.message.came_by_mail, second.is_new) == ("Le voici.", bea, True, True)
    (file,) = second.files
    answer = client_of(awa).get(address(file))
    assert (answer.status_code, b"".join(answer)) == (200, b"12 euros")
    assert client_of(make_member(make_organisation(name="Autre"))).get(address(file)).status_code == 404
    told = Mail.objects.filter(kind=WRITTEN, to=awa.email).get()
    assert "devis.txt" in told.text


def test_somebody_forgotten_leaves_the_sense_of_what_was_said(house: Organisation) -> None:
    awa, bea = make_member(house), make_member(house)
    thread = say(house, awa, "J’ai signé.").thread
    mark_read(thread=thread, by=bea)
    for holding in reversed(holdings()):
        if holding.model in (Message, ReadMark, User):
            holding.forget(awa)
    assert not ReadMark.objects.filter(person=awa).exists()
    (said,) = messages_of(bea, thread)
    assert (said.who, said.message.side, said.message.text) == ("Personne effacée", "Les Ateliers", "J’ai signé.")


def test_what_was_said_is_never_rewritten(house: Organisation) -> None:
    message = say(house, make_member(house))
    other = say(house, message.by, circle=HEADS)
    for act in (
        lambda: Message.objects.filter(pk=message.pk).update(text="Autre chose"),
        lambda: Message.objects.filter(pk=message.pk).delete(),
        lambda: Thread.objects.filter(pk=message.thread_id).update(circle="autre"),
        lambda: ReadMark.objects.filter(thread=message.thread_id).update(message=other),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_page_shows_what_is_new_then_nothing_new(house: Organisation) -> None:
    awa, bea = make_member(house), make_member(house)
    start = client_of(awa)
    begin = f"/mon-espace/messages/ecrire/maisons/{house.pk}/{HOUSE}/"
    assert "Bonjour Les Ateliers" in start.get(f"{begin}?modele=bonjour").content.decode()
    assert start.post(begin, {"text": ""}).status_code == 422
    assert start.post(begin, {"text": "Réunion à 10 h ?"}).status_code == 302
    thread = Thread.objects.get()
    here = f"/mon-espace/messages/{thread.reference}/"
    assert start.get(begin)["Location"] == here
    reader = client_of(bea)
    assert reader.get("/mon-espace/messages/").content.decode().count('class="pip"') == 2
    page = reader.get(here).content.decode()
    assert "Réunion à 10 h ?" in page
    assert "À partir d’ici, c’est nouveau" in page
    assert awa.email not in page
    assert "À partir d’ici, c’est nouveau" not in reader.get(here).content.decode()
    assert 'class="pip"' not in reader.get("/mon-espace/messages/").content.decode()
    assert "Aucune conversation avec ces critères" in reader.get("/mon-espace/messages/?etat=non-lus").content.decode()


def test_the_list_asks_as_much_for_one_as_for_three(house: Organisation) -> None:
    awa = make_member(house)
    say(house, awa)
    client, counts = client_of(awa), []
    for more in range(2):
        for number in range(2 * more):
            other = make_organisation(name=f"Maison {number}")
            make_member(other, user=awa)
            say(other, awa)
        client.get("/mon-espace/messages/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/mon-espace/messages/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
