"""Who talks about a support, and who reads it."""

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.conversations.actions import write_message
from frenchimpact.conversations.models import Thread
from frenchimpact.conversations.queries import find_new_place, threads_for
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.models import TeamMember
from frenchimpact.projects.tests.factories import lead_of, make_operator, make_person
from frenchimpact.support.actions.supports import end_support, hand_over, join, leave
from frenchimpact.support.circles import ADVISERS, TEAM, circles
from frenchimpact.support.models import Support
from frenchimpact.support.tests.factories import make_followed_support, make_structure, make_support

pytestmark = pytest.mark.django_db


def say(support: Support, by: User, circle: str = TEAM, text: str = "Bonjour") -> Thread:
    message, _taken = write_message(place=find_new_place(by, "accompagnements", support.pk, circle), text=text, by=by)
    return message.thread


def test_whoever_sits_in_a_circle_reads_it() -> None:
    support, officer = make_followed_support()
    observer, writer = make_person("Obs"), make_member(support.structure)
    join(support=support, user=observer, role="observer", by=officer)
    say(support, officer)
    say(support, officer, ADVISERS)
    for circle in circles(support):
        for seat in circle.seats():
            assert threads_for(seat.person).filter(circle=circle.code).exists(), (circle.code, seat.role)
    told = {one.to for one in Mail.objects.filter(kind="conversations.written", text__contains="Bonjour")}
    assert told == {lead_of(support.project).email, observer.email}
    assert {one.person for one in circles(support)[0].seats() if not one.is_told} == {writer}


def test_notes_between_advisers_stay_between_them_and_nobody_reads_others() -> None:
    support, officer = make_followed_support()
    say(support, officer, ADVISERS)
    assert not threads_for(lead_of(support.project)).exists()
    assert not threads_for(make_operator()).exists()
    assert [one.code for one in circles(support)] == [TEAM, ADVISERS]


def test_who_leaves_no_longer_reads_on_either_side() -> None:
    support, officer = make_followed_support()
    mate = make_person("Équipière")
    join(support=support, user=mate, role="team", by=officer)
    say(support, mate)
    leave(support=support, user=mate, by=officer)
    assert not threads_for(mate).exists()
    lead = lead_of(support.project)
    assert threads_for(lead).exists()
    TeamMember.objects.filter(user=lead).update(until=support.requested_at)
    assert not threads_for(lead).exists()


def test_a_request_is_talked_about_before_it_is_answered() -> None:
    support = make_support()
    writer = make_member(support.structure)
    say(support, lead_of(support.project), text="Une question avant")
    assert Mail.objects.filter(to=writer.email, text__contains="Une question avant").count() == 1


def test_handed_over_the_next_one_reads_what_was_said_and_over_nobody_writes() -> None:
    support, officer = make_followed_support()
    old = say(support, officer)
    other, person = make_structure("Pépinière")
    following = hand_over(support=support, structure=other, reason="Essaimage", by=officer)
    assert threads_for(person).filter(pk=old.pk).exists()
    support.refresh_from_db()
    assert circles(support) == []
    assert circles(following)
    other_support, officer = make_followed_support()
    end_support(support=other_support, ending="grown", outcome="Tout va bien", by=officer)
    other_support.refresh_from_db()
    assert circles(other_support) == []


def test_the_page_of_a_support_leads_there_with_templates_for_who_follows() -> None:
    support, officer = make_followed_support()
    client = Client()
    client.force_login(officer)
    here = f"/mon-espace/accompagnements/{support.reference}/"
    begin = f"/mon-espace/messages/ecrire/accompagnements/{support.pk}/equipe/"
    assert begin in client.get(here).content.decode()
    page = client.get(f"{begin}?modele=contact").content.decode()
    assert "J’ai lu votre demande" in page
    client.post(begin, {"text": "Quand ?"})
    assert f"/mon-espace/messages/{Thread.objects.get().reference}/" in client.get(here).content.decode()
    team = Client()
    team.force_login(lead_of(support.project))
    assert "Modèles" not in team.get(begin, follow=True).content.decode()
    stranger = Client()
    stranger.force_login(make_person("Passante"))
    assert stranger.get(begin).status_code == 404
