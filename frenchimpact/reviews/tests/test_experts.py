"""An expert's opinion: a link without an account, a tie declared first, one file, a time, and words that no longer change."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal
from frenchimpact.files.tests.conftest import folder  # noqa: F401 - files of tests go to a folder of their own
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Assignment as Role
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.reviews import actions, queries, rules
from frenchimpact.reviews.models import Expertise, Jury
from frenchimpact.reviews.tests.factories import (
    files_of,
    give_piece,
    jurors_in,
    make_cohort,
    make_file,
    make_jury,
    make_open_jury,
    make_operator,
)
from frenchimpact.reviews.tests.test_sessions import conclude
from frenchimpact.reviews.tests.test_views import as_, page, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
ADDRESS = "nadia@labo.test"


def ask(jury: Jury, **more: object) -> tuple[Expertise, str]:
    """Somebody is asked about the first file; the key of their link, as their mail has it."""
    values = {"application": files_of(jury)[0], "name": "Nadia Roy", "email": ADDRESS, "question": "La méthode tient-elle ?", "days": 14}
    asked = actions.ask_expert(jury=jury, by=make_operator(), **{**values, **more})  # type: ignore[arg-type]  # fields of the test
    return asked, key_of()


def key_of() -> str:
    mail = Mail.objects.filter(kind="reviews.expertise").latest("pk")
    found = re.search(r"/avis-d-expert/([\w-]+)/", mail.text)
    assert found
    return found[1]


def get(key: str, status: int = 200) -> str:
    response = Client().get(reverse("reviews:expert", args=[key]))
    assert response.status_code == status
    return response.content.decode()


def send(key: str, status: int = 302, **data: object) -> str:
    response = Client().post(reverse("reviews:expert", args=[key]), data)
    assert response.status_code == status, response.content.decode()[:1500]
    return response.content.decode()


def test_from_the_mail_to_the_opinion_that_jurors_read() -> None:
    jury = make_open_jury()
    file, juror = files_of(jury)[0], jurors_in(jury)[0]
    give_piece(file)
    asked, key = ask(jury)
    mail = Mail.objects.get(to=ADDRESS)
    assert "La méthode tient-elle ?" in mail.text
    assert file.organisation.name not in mail.subject + mail.text
    text = get(key)
    assert file.organisation.name in text
    assert "accompagne." not in text
    assert Client().get(reverse("reviews:expert_piece", args=[key, 1])).status_code == 404
    assert "Dites si vous avez un lien" in send(key, status=422)
    assert "Précisez ce lien" in send(key, status=422, nature="work")
    send(key, nature="none")
    text = get(key)
    assert "accompagne." in text
    assert "SECRET" not in text
    piece = Client().get(reverse("reviews:expert_piece", args=[key, 1]))
    assert piece.status_code == 302
    assert Client().get(piece["Location"]).getvalue().startswith(b"%PDF")
    send(key, opinion="Une méthode", draft="1")
    assert "Une méthode" in get(key)
    assert "Écrivez votre avis" in send(key, status=422, opinion=" ")
    assert "Au plus" in send(key, status=422, opinion="x" * 10_001)
    assert "Une méthode" not in page(as_(juror.user), "evaluation", jury.pk, file.reference)
    send(key, opinion="Une méthode éprouvée.")
    assert "accompagne." not in get(key)
    assert "Une méthode éprouvée." in page(as_(juror.user), "evaluation", jury.pk, file.reference)
    assert Notice.objects.filter(person=asked.asked_by, kind="reviews.expert").exists()
    with pytest.raises(OutOfTurn):
        actions.write_expertise(expertise=asked, opinion="Autre", is_final=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expertise.objects.update(opinion="Autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        Expertise.objects.all().delete()


def test_with_a_tie_the_file_never_opens() -> None:
    jury = make_open_jury()
    asked, key = ask(jury)
    send(key, nature="money", words="Nous la finançons")
    text = get(key)
    assert "le dossier reste fermé" in text
    assert "accompagne." not in text
    assert Client().get(reverse("reviews:expert_piece", args=[key, 1])).status_code == 404
    with pytest.raises(Refusal, match="lien"):
        actions.write_expertise(expertise=asked, opinion="Quand même", is_final=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expertise.objects.update(opinion="Quand même")
    assert "Nous la finançons" in page(as_(make_operator()), "experts", jury.pk)


def test_a_link_expires_and_a_new_one_goes_to_the_same_address() -> None:
    jury = make_open_jury()
    asked, key = ask(jury)
    Expertise.objects.update(expires_at=clock.now() - dt.timedelta(minutes=1))
    assert "a expiré" in get(key, status=410)
    assert "est parti" in send(key, status=200)
    assert Mail.objects.filter(to=ADDRESS).count() == 2
    get(key, status=410)
    send(key_of(), nature="none")
    asked.refresh_from_db()
    assert asked.expires_at > clock.now()
    get("n-importe-quoi", status=410)


def test_a_request_taken_back_or_a_jury_that_is_over_opens_nothing() -> None:
    jury, operator = make_open_jury(), make_operator()
    asked, key = ask(jury)
    post(as_(operator), "expert_change", jury.pk, asked.pk, data={"end": "1"})
    get(key, status=410)
    other, other_key = ask(jury, email="bob@labo.test")
    send(other_key, nature="none")
    session = actions.hold_session(jury=jury, quorum=1, by=operator)
    assert "accompagne." in get(other_key)
    actions.note_presence(session=session, present=jurors_in(jury))
    conclude(session)
    actions.close_session(session=session, by=operator)
    assert "Le jury est terminé" in get(other_key, status=410)
    assert "Le jury est terminé" in send(other_key, status=410)
    assert not queries.is_readable_by_expert(Expertise.objects.select_related("jury").get(pk=other.pk))


def test_a_member_of_the_jury_an_applicant_and_somebody_already_asked_are_refused() -> None:
    jury = make_open_jury()
    file = files_of(jury)[0]
    for email, words in ((jurors_in(jury)[0].user.email.upper(), "membre du jury"), (file.lead.email, "participe à la candidature")):
        with pytest.raises(Refusal, match=words):
            ask(jury, email=email)
    ask(jury)
    with pytest.raises(Refusal, match="déjà demandé"):
        ask(jury, email=ADDRESS.upper())
    with pytest.raises(Refusal, match="pas devant ce jury"):
        ask(jury, email="c@labo.test", application=files_of(make_open_jury())[0])
    with pytest.raises(OutOfTurn):
        ask(make_jury())


def test_the_operator_s_page_asks_says_what_is_wrong_and_hides_what_they_must_not_see() -> None:
    jury = make_open_jury()
    tied, other = files_of(jury)
    type(tied.organisation).objects.filter(pk=other.organisation_id).update(website="https://labo.test/")
    operator = make_operator()
    client = as_(operator)
    data = {"application": other.reference, "name": "Nadia Roy", "email": "x", "question": "La méthode ?", "days": "14"}
    assert "La méthode ?" in post(client, "expert_ask", jury.pk, data=data, status=422)
    post(client, "expert_ask", jury.pk, data={**data, "email": ADDRESS})
    text = page(client, "experts", jury.pk)
    assert "Votre adresse est du même domaine" in text
    post(client, "expert_change", jury.pk, Expertise.objects.get().pk, data={"renew": "1"})
    assert Mail.objects.filter(to=ADDRESS).count() == 2
    ask(jury, application=tied, email="z@labo.test")
    member = jurors_in(jury)[0]
    Role.objects.create(user=member.user, role=Role.Role.OPERATOR)
    actions.recuse(juror=member, because_of=tied, reason="Lien", origin="own", by=member.user)
    text = page(as_(member.user), "experts", jury.pk)
    assert (other.reference in text, tied.reference in text) == (True, False)
    assert not rules.is_recused(member, other)


def test_in_an_anonymous_jury_the_expert_says_ties_on_every_name_and_reads_no_name() -> None:
    cohort = make_cohort()
    make_file(cohort, make_organisation(name="Les Mains Vertes de Savoie"))
    make_file(cohort, make_organisation(name="Zéro Déchet en Maurienne"))
    jury = make_open_jury(cohort=cohort, files=0, is_anonymous=True)
    file, other = files_of(jury)
    asked, key = ask(jury)
    text = get(key)
    assert "Mains Vertes" in text
    assert "Zéro Déchet" in text
    assert file.reference not in text
    assert "Dites si vous avez un lien" in send(key, status=422)
    assert "checked" in send(key, status=422, read="1", tied=[queries.expert_code(asked, file)])
    send(key, read="1", tied=[queries.expert_code(asked, other)])
    text = get(key)
    assert "[masqué] accompagne." in text
    assert "Mains Vertes" not in text
    send(key, opinion="Les Mains Vertes de Savoie font bien.")
    assert "[masqué] font bien." in page(as_(jurors_in(jury)[0].user), "evaluation", jury.pk, file.reference)
    _again, second = ask(jury, application=other, email="bob@labo.test")
    send(second, read="1", tied=[queries.expert_code(_again, other)], words="Nous la finançons")
    assert "reste fermé" in get(second)


def test_a_tie_is_declared_once() -> None:
    asked, _key = ask(make_open_jury())
    with pytest.raises(Incomplete):
        actions.declare_expert_tie(expertise=asked, nature="x")
    actions.declare_expert_tie(expertise=asked, nature="none")
    with pytest.raises(OutOfTurn):
        actions.declare_expert_tie(expertise=asked, nature="work", words="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Expertise.objects.update(nature="work")
