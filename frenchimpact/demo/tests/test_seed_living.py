"""What makes the demonstration live: files, texts of the operator, mail that waits; and going straight to a story."""

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from frenchimpact.accounts.models import Recovery
from frenchimpact.aids.models import Contest, Introduction
from frenchimpact.aids.queries.harvest import open_twins
from frenchimpact.barriers.models import Case
from frenchimpact.calls.models import Application
from frenchimpact.content.models import Writing
from frenchimpact.core import clock
from frenchimpact.demo import seed
from frenchimpact.demo.personas import PERSONAS
from frenchimpact.demo.seed.attachments import OF_AWA
from frenchimpact.demo.seed.letters import ASKED
from frenchimpact.demo.seed.people import person
from frenchimpact.demo.seed.writings import WRITINGS
from frenchimpact.files.models import StoredFile
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.inbound.models import Message
from frenchimpact.labels.models import Label
from frenchimpact.labels.tests.factories import make_kind
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Digest
from frenchimpact.notifications.queries import tasks_for
from frenchimpact.projects.models import Project
from frenchimpact.reviews.models import Jury
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def living(settings: Settings) -> None:
    """Everything that the demonstration writes."""
    settings.DEMO_MODE, settings.REPLY_ADDRESS = True, "@reponse.exemple.fr"
    make_terms()
    make_places()
    for code in ("69123", "13055", "29019", "97209", "97411"):
        make_place(f"commune:{code}")
    make_kind()
    call_command("load_methods", verbosity=0)
    for name in seed.MODULES:
        assert seed.load(name)


@pytest.fixture
def people(settings: Settings) -> None:
    """The eight people alone."""
    settings.DEMO_MODE = True
    make_places()
    make_place("commune:69123", name="Lyon")
    seed.load("people")


def counts() -> tuple[int, ...]:
    models = (StoredFile, Writing, Message, Mail, Digest, Project, Recovery, Case)
    return tuple(model.objects.count() for model in models)


def written_again_it_adds_nothing() -> None:
    before = counts()

    for name in seed.MODULES:
        seed.load(name)

    assert counts() == before


def sheets_have_logos_pictures_and_documents_that_each_one_sees_by_right(client: Client) -> None:
    assert StoredFile.objects.filter(purpose="logo").count() >= 6
    assert StoredFile.objects.filter(purpose="picture").count() >= 5
    sheet = f"/projets/{Project.objects.get(name=OF_AWA).slug}/"

    assert "Logo de Tremplin des Cimes" in client.get("/structures/tremplin-des-cimes-fictif/").content.decode()
    for_all = client.get(sheet).content.decode()
    client.force_login(person("farid@demo.test"))
    for_signed_in = client.get(sheet).content.decode()
    client.force_login(person("awa@demo.test"))
    for_the_team = client.get(sheet).content.decode()

    words = ("Le bilan d’une année", "Dépenses et recettes", "Pour l’équipe")
    assert [word in for_all for word in words] == [True, False, False]
    assert [word in for_signed_in for word in words] == [True, True, False]
    assert [word in for_the_team for word in words] == [True, True, True]
    assert "Dessin : un village entre des collines" in for_all


def the_operator_has_written_in_both_languages(client: Client) -> None:
    assert Writing.objects.exclude(published=None).count() == len(WRITINGS)
    home, english = client.get("/").content.decode(), client.get("/en/").content.decode()

    assert "Le Tour arrive en Savoie" in home
    assert "Vous pouvez répondre à nos mails" in home
    assert "The Tour is coming to Savoie" in english
    assert "You can answer our mails" in english
    assert client.get("/actualites/le-tour-en-savoie/").status_code == 200
    assert "ajouter-un-document" in client.get("/aide/").content.decode()


def mail_waits_for_an_answer_a_digest_has_left_and_some_must_be_sorted(client: Client) -> None:
    awa, bastien = person("awa@demo.test"), person("bastien@demo.test")

    asked = Mail.objects.get(to=awa.email, kind="projects.information_asked")
    sheet = Mail.objects.get(to=bastien.email, kind="organisations.freshness")
    assert asked.reply_to.endswith("@reponse.exemple.fr")
    assert sheet.reply_to.endswith("@reponse.exemple.fr")
    assert ASKED in [task.thing for task in tasks_for(awa)]
    assert Digest.objects.filter(person=awa).count() == 1
    read = sorted(Message.objects.exclude(recipient__startswith="freins@").values_list("state", "reason"))
    assert read == [("automatic", "auto"), ("held", "sender"), ("held", "unknown")]

    client.force_login(person("gaelle@demo.test"))
    from_elsewhere = Message.objects.get(reason="sender")
    accepted = client.post(f"/mon-espace/courrier/{from_elsewhere.pk}/accepter/", follow=True).content.decode()
    assert "Votre réponse est transmise aux lecteurs" in accepted
    assert "Le Tour peut-il passer chez nous ?" in client.get("/mon-espace/courrier/").content.decode()
    assert "Odile Marchand" in client.get("/mon-espace/retours/").content.decode()


def a_story_of_the_card_opens_its_page_in_one_click(client: Client) -> None:
    gone = client.post("/demo/entrer/", {"role": "structure", "to": "/demo/boite-mail/?a=bastien@demo.test"})

    assert gone["Location"] == "/demo/boite-mail/?a=bastien@demo.test"
    assert "Votre fiche est-elle toujours à jour ?" in client.get(gone["Location"]).content.decode()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("to", ["//ailleurs.example", "https://ailleurs.example/", "/mon-espace/contenus/", "\r\nX: y", ""])
def test_only_the_stories_of_that_card_are_followed(client: Client, to: str) -> None:
    assert client.post("/demo/entrer/", {"role": "structure", "to": to})["Location"] == "/mon-espace/"


@pytest.mark.usefixtures("people")
def test_who_runs_the_programme_reaches_received_mail_and_lost_accounts_from_the_menu(client: Client) -> None:
    links = ('href="/mon-espace/courrier/"', 'href="/mon-espace/retours/"')
    client.force_login(person("gaelle@demo.test"))
    of_operator = client.get("/mon-espace/contenus/").content.decode()
    client.force_login(person("awa@demo.test"))
    of_awa = client.get("/mon-espace/agenda/").content.decode()

    assert [link in of_operator for link in links] == [True, True]
    assert [link in of_awa for link in links] == [False, False]


def every_story_opens_from_its_card() -> None:
    for persona in PERSONAS:
        client = Client()
        client.post("/demo/entrer/", {"role": persona.role})
        for one in persona.tries:
            assert client.get(one.path, follow=True).status_code == 200, one.path


def who_is_before_the_jury_holds_no_label_and_time_is_left_to_decide() -> None:
    jury = Jury.objects.select_related("cohort").get(is_demo=True)
    files = Application.objects.filter(cohort=jury.cohort, state="under_review")
    assert files.exists()
    assert not [label for label in Label.objects.filter(organisation__in=files.values("organisation")) if label.holds]
    opinions, session, decisions = jury.reviews_due_on, jury.cohort.jury_on, jury.cohort.decision_planned_on
    assert opinions
    assert session
    assert decisions
    assert clock.today() < opinions < session < decisions


def the_desk_has_cases_by_each_way_and_says_observed_delays(client: Client) -> None:
    assert set(Case.objects.values_list("way", flat=True)) >= {"form", "mail"}
    by_mail = Case.objects.get(way="mail")
    assert (by_mail.name, by_mail.person) == ("Lucie Bernard", None)
    assert Mail.objects.filter(kind="barriers.receipt", to=by_mail.email).exists()
    assert "jusqu’à la première réponse d’une personne" in client.get("/freins/").content.decode()


def aids_wait_for_people_and_a_funder_met_a_team() -> None:
    assert {"Alimentation de proximité", "Alimentation de proximité en Savoie"} in [
        {one.first.title, one.second.title} for one in open_twins()
    ]
    assert Contest.objects.filter(answered_at=None).count() == 1
    met = Introduction.objects.get()
    assert (met.state, met.messages.count()) == ("accepted", 2)


@pytest.mark.usefixtures("living")
def test_the_whole_demonstration() -> None:
    # One writing for all that is looked at: it takes seconds.
    sheets_have_logos_pictures_and_documents_that_each_one_sees_by_right(Client())
    the_operator_has_written_in_both_languages(Client())
    mail_waits_for_an_answer_a_digest_has_left_and_some_must_be_sorted(Client())
    a_story_of_the_card_opens_its_page_in_one_click(Client())
    every_story_opens_from_its_card()
    who_is_before_the_jury_holds_no_label_and_time_is_left_to_decide()
    the_desk_has_cases_by_each_way_and_says_observed_delays(Client())
    aids_wait_for_people_and_a_funder_met_a_team()
    written_again_it_adds_nothing()
