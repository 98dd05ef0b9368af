"""The operator's desk: who writes, what readers see and when, what history keeps."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.content import actions
from frenchimpact.content.models import Version, Writing
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.journal.queries import entries_for
from frenchimpact.mail.actions import queue_mail
from frenchimpact.notifications.actions import News
from frenchimpact.projects.tests.factories import make_operator, make_partner, make_person

pytestmark = pytest.mark.django_db
DESK = "/mon-espace/contenus/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def gaelle() -> User:
    return make_operator()


def texts(**more: str) -> dict[str, str]:
    return {"title_fr": "Titre", "body_fr": "Texte.", "title_en": "", "body_en": "", **more}


def write(by: User, kind: str = "actualite", slug: str = "essai", base: int = 0, **more: str) -> Version:
    return actions.save_version(kind=kind, slug=slug, texts=texts(**more), base=base, by=by)


@pytest.mark.parametrize(
    "path", ["", "bandeau/", "actualite/ajouter/", "page/cgu/", "page/cgu/apercu/", "courriel/tous/apercu/", "page/cgu/retirer/"]
)
def test_only_operators_open_the_desk(path: str, gaelle: User) -> None:
    assert Client().get(DESK + path).status_code == 302
    for user in (make_person(), make_partner()):
        assert signed_in(user).get(DESK + path).status_code == 403
    assert signed_in(gaelle).get(DESK + path).status_code == 200


@pytest.mark.parametrize("path", ["inconnu/", "page/inconnue/", "courriel/ajouter/", "page/cgu/comparer/?de=1&a=2"])
def test_what_does_not_exist(path: str, gaelle: User) -> None:
    assert signed_in(gaelle).get(DESK + path).status_code == 404


def test_a_mandatory_page_is_changed_published_compared_and_restored(gaelle: User, client: Client) -> None:
    desk = signed_in(gaelle)
    before = client.get("/cgu/").content.decode()
    assert "Court, pour être lu." in before
    sent = texts(title_fr="Conditions", body_fr="Nos **conditions**, par [[operateur]].", title_en="Terms", body_en="Our terms.")
    assert desk.post(f"{DESK}page/cgu/", {**sent, "base": "0", "do": "save"}).status_code == 302
    assert "Court, pour être lu." in client.get("/cgu/").content.decode()
    assert "Nos <strong>conditions</strong>" in desk.get(f"{DESK}page/cgu/apercu/").content.decode()
    assert "Our terms." in desk.get(f"{DESK}page/cgu/apercu/?langue=en").content.decode()

    assert desk.post(f"{DESK}page/cgu/publier/", {"number": "2"}).status_code == 302
    assert "Nos <strong>conditions</strong>, par Association d’exemple." in client.get("/cgu/").content.decode()
    assert "Our terms." in client.get("/en/cgu/").content.decode()
    compared = desk.get(f"{DESK}page/cgu/comparer/?de=1&a=2").content.decode()
    assert "<del>" in compared
    assert "Court, pour être lu." in compared
    assert "Nos **conditions**, par [[operateur]]." in compared

    assert desk.post(f"{DESK}page/cgu/reprendre/", {"number": "1"}).status_code == 302
    assert desk.post(f"{DESK}page/cgu/publier/", {"number": "3"}).status_code == 302
    assert "Court, pour être lu." in client.get("/cgu/").content.decode()
    row = Writing.objects.get()
    facts = list(entries_for(row).order_by("pk").values_list("fact", flat=True))
    assert facts == ["content.WritingChanged", "content.WritingPublished", "content.WritingRestored", "content.WritingPublished"]
    with pytest.raises(Refusal, match="obligatoire"):
        actions.withdraw_writing(writing=row, by=gaelle)


def test_two_operators_at_once_lose_nothing(gaelle: User) -> None:
    write(gaelle, body_fr="Le premier texte.")
    page = signed_in(make_operator(email="autre@exemple.test"))
    write(gaelle, base=1, body_fr="Le texte de Gaëlle.")
    answer = page.post(f"{DESK}actualite/essai/", {**texts(body_fr="Le texte de l’autre."), "base": "1", "do": "publish"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Le texte de Gaëlle." in html
    assert "Le texte de l’autre.</textarea>" in html
    assert 'name="base" value="2"' in html
    assert Version.objects.count() == 2


def test_the_same_text_makes_no_version(gaelle: User) -> None:
    assert write(gaelle) == write(gaelle, base=1)


def test_a_version_is_never_rewritten(gaelle: User) -> None:
    version = write(gaelle)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(body_fr="Autre chose.")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_news_begun_published_and_withdrawn(gaelle: User, client: Client) -> None:
    desk = signed_in(gaelle)
    sent = {**texts(title_fr="Un nouvel appel", body_fr="Il ouvre lundi."), "slug": "nouvel-appel"}
    assert desk.post(f"{DESK}actualite/ajouter/", sent).status_code == 302
    assert "Un nouvel appel" not in client.get("/actualites/").content.decode()
    assert client.get("/actualites/nouvel-appel/").status_code == 404
    desk.post(f"{DESK}actualite/nouvel-appel/publier/", {"number": "1"})
    assert "Un nouvel appel" in client.get("/actualites/").content.decode()
    assert "Un nouvel appel" in client.get("/").content.decode()
    english = client.get("/en/actualites/nouvel-appel/").content.decode()
    assert "Il ouvre lundi." in english
    assert 'lang="fr"' in english
    feed = client.get("/actualites/?format=atom")
    assert feed["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert [one.findtext("{http://www.w3.org/2005/Atom}title") for one in entries] == ["Un nouvel appel"]
    assert client.get("/actualites/?format=atom", headers={"If-None-Match": feed["ETag"]}).status_code == 304
    assert "Un nouvel appel" in client.get("/plan/").content.decode()
    pages = client.get("/sitemap-pages.xml").getvalue().decode()
    assert "/actualites/nouvel-appel/</loc><lastmod>" in pages
    assert desk.post(f"{DESK}actualite/ajouter/", sent).status_code == 422
    desk.post(f"{DESK}actualite/nouvel-appel/retirer/")
    assert client.get("/actualites/nouvel-appel/").status_code == 404
    assert "nouvel-appel" not in client.get("/sitemap-pages.xml").getvalue().decode()


def test_a_banner_is_shown_between_its_two_instants(gaelle: User, client: Client) -> None:
    desk = signed_in(gaelle)
    desk.post(f"{DESK}bandeau/ajouter/", {**texts(title_fr="Arrêt dimanche", body_fr="De 6 h à 8 h."), "slug": "arret"})
    desk.post(f"{DESK}bandeau/arret/publier/", {"number": "1"})
    start = clock.now() + dt.timedelta(days=1)
    plan = {
        "tone": "warn",
        "position": "5",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    assert desk.post(f"{DESK}bandeau/arret/montrer/", plan).status_code == 302
    seen = []
    for hours in (0, 30, 60):
        token = clock.shift(dt.timedelta(hours=hours))
        try:
            seen.append("Arrêt dimanche" in client.get("/aide/").content.decode())
        finally:
            clock.restore(token)
    assert seen == [False, True, False]
    wrong = desk.post(f"{DESK}bandeau/arret/montrer/", {**plan, "ends_at": plan["starts_at"]})
    assert (wrong.status_code, "La fin doit venir après le début" in wrong.content.decode()) == (422, True)


def test_help_questions_and_glossary_follow(gaelle: User, client: Client) -> None:
    for kind, slug, title in (("aide", "inviter", "Inviter une collègue"), ("question", "prix", "Est-ce payant ?"), ("mot", "ami", "AMI")):
        actions.publish_version(version=write(gaelle, kind, slug, title_fr=title, body_fr=f"Voici {title}."), by=gaelle)
    html = client.get("/aide/").content.decode()
    for words in ("Inviter une collègue", "Est-ce payant", "AMI", "Faut-il un compte", "CSESS"):
        assert words in html
    assert "Voici Inviter une collègue." in client.get("/aide/inviter/").content.decode()
    actions.withdraw_writing(writing=actions.open_writing(kind="mot", slug="csess"), by=gaelle)
    assert "CSESS" not in client.get("/aide/").content.decode().split('id="mots"')[1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title_fr": ""}, "Donnez un titre"),
        ({"body_fr": "[[inconnu]]"}, "ne veut rien dire ici"),
        ({"body_en": "Words."}, "Donnez un titre à la traduction"),
        ({"body_fr": "a" * 40_001}, "40"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(gaelle: User, data: dict[str, str], words: str) -> None:
    answer = signed_in(gaelle).post(f"{DESK}page/cgu/", {**texts(body_fr="Mon texte."), **data, "base": "0"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Version.objects.exists()


def test_the_words_of_a_mail(gaelle: User) -> None:
    desk = signed_in(gaelle)
    words = texts(
        title_fr="[[sujet]] – [[programme]]",
        body_fr="Des **questions** ? [Écrivez](https://exemple.fr).",
        title_en="[[sujet]]",
        body_en="Questions?",
    )
    desk.post(f"{DESK}courriel/projects-published/", {**words, "base": "0", "do": "publish"})
    desk.post(f"{DESK}courriel/tous/", {**texts(title_fr="[[sujet]]", body_fr="L’équipe du programme"), "base": "0", "do": "publish"})
    news = News(subject="", lead="Votre fiche est publique.", action="Voir", page="/", why="Vous êtes de l’équipe.")
    mail = queue_mail(
        to="awa@exemple.test",
        kind="projects.published",
        subject="Fiche publiée",
        template="notifications/mail/news",
        context={"news": news, "url": "https://a.fr"},
    )
    assert mail.subject == "Fiche publiée – French Impact"
    assert "Des <strong>questions</strong> ?" in mail.html.replace("\u202f", " ")
    assert "Des questions ? Écrivez : https://exemple.fr." in mail.text
    assert "L’équipe du programme" in mail.text
    other = queue_mail(
        to="awa@exemple.test",
        kind="projects.archived",
        subject="Mis de côté",
        template="notifications/mail/news",
        context={"news": news, "url": "https://a.fr"},
    )
    assert other.subject == "Mis de côté"
    assert "questions" not in other.text
    preview = desk.get(f"{DESK}courriel/projects-published/apercu/")
    assert "Des <strong>questions</strong>" in preview.content.decode()
    assert "sandbox" in preview["Content-Security-Policy"]


def test_hostile_text_reaches_nobody(gaelle: User, client: Client) -> None:
    version = write(gaelle, title_fr="<script>alert(1)</script>", body_fr="<script>alert(2)</script> [x](javascript:alert(3))")
    actions.publish_version(version=version, by=gaelle)
    html = client.get("/actualites/essai/").content.decode()
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
