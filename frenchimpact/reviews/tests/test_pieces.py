"""The documents of a file: opened by the jurors who read it and nobody else, and bared when files are anonymous."""

import pytest
from django.test import Client
from django.urls import reverse

from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests.conftest import folder  # noqa: F401 - files of tests go to a folder of their own
from frenchimpact.files.tests.factories import archive
from frenchimpact.files.tests.test_bare import CATALOG, PAGES, document
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.reviews import actions
from frenchimpact.reviews.models import Assignment, Jury, Recusal
from frenchimpact.reviews.tests.factories import (
    declare_none,
    files_of,
    give_piece,
    jurors_in,
    make_cohort,
    make_file,
    make_jury,
    make_open_jury,
    make_operator,
    make_person,
)
from frenchimpact.reviews.tests.test_views import as_, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def status(client: Client, stored: StoredFile) -> int:
    response = client.get(reverse("files:file_detail", args=[stored.key]))
    body = response.getvalue() if response.status_code == 200 else b""
    assert response.status_code != 200 or body.startswith(b"%PDF")
    return response.status_code


def test_a_juror_opens_the_documents_of_the_files_that_they_read() -> None:
    jury = make_open_jury()
    file, juror = files_of(jury)[0], jurors_in(jury)[0]
    stored = give_piece(file)
    client = as_(juror.user)
    assert "Statuts.pdf" in page(client, "evaluation", jury.pk, file.reference)
    response = client.get(reverse("reviews:piece", args=[jury.pk, file.reference, 1]))
    assert response["Location"] == reverse("files:file_detail", args=[stored.key])
    assert status(client, stored) == 200


def test_nobody_else_does() -> None:
    jury, elsewhere = make_open_jury(), make_open_jury()
    file = files_of(jury)[0]
    stored = give_piece(file)
    unassigned, recused, undeclared_elsewhere = jurors_in(jury)[1], jurors_in(jury)[2], jurors_in(elsewhere)[0]
    actions.free_reader(assignment=Assignment.objects.get(juror=unassigned, application=file), reason="x", by=make_operator())
    actions.recuse(juror=recused, because_of=file, reason="Un lien", origin=Recusal.Origin.OWN, by=recused.user)
    for person in (unassigned.user, recused.user, undeclared_elsewhere.user, make_person(), make_member(make_organisation())):
        client = as_(person)
        assert status(client, stored) == 404
        assert client.get(reverse("reviews:piece", args=[jury.pk, file.reference, 1])).status_code == 404
    assert Client().get(reverse("reviews:piece", args=[jury.pk, file.reference, 1])).status_code == 302
    assert status(as_(file.lead), stored) == 200


def test_before_ties_are_declared_nothing_opens() -> None:
    jury = make_jury()
    stored = give_piece(files_of(jury)[0])
    juror = jurors_in(jury)[0]
    assert status(as_(juror.user), stored) == 404
    for one in jurors_in(jury):
        declare_none(one)
    actions.open_jury(jury=jury, by=make_operator())
    make_file(jury.cohort)
    assert status(as_(juror.user), stored) == 404


def test_what_is_not_for_the_jury_or_was_replaced_stays_closed() -> None:
    jury = make_open_jury()
    file, juror = files_of(jury)[0], jurors_in(jury)[0]
    hidden = give_piece(file, name="RIB Mains vertes.pdf", audience="operator")
    client = as_(juror.user)
    assert "RIB" not in page(client, "evaluation", jury.pk, file.reference)
    assert status(client, hidden) == 404
    from frenchimpact.files.tests.factories import make_file as make_stored

    assert status(client, make_stored(file, by=file.lead)) == 404


class TestAnonymous:
    def jury(self) -> Jury:
        cohort = make_cohort()
        make_file(cohort, make_organisation(name="Les Mains Vertes de Savoie"))
        return make_open_jury(cohort=cohort, files=0, is_anonymous=True)

    def test_a_copy_without_name_nor_author_is_served(self) -> None:
        jury = self.jury()
        file, juror = files_of(jury)[0], jurors_in(jury)[0]
        made = document(CATALOG, PAGES, b"<< /Author (Mains Vertes) >>", b"null", trailer=b"/Info 3 0 R")
        stored = give_piece(file, name="Statuts Mains Vertes.pdf", content=made)
        give_piece(file, name="Kbis Mains Vertes.pdf", is_identifying=True)
        client = as_(juror.user)
        text = page(client, "evaluation", jury.pk, file.reference)
        assert "Pièce 1.pdf" in text
        assert not [one for one in ("Mains", "Statuts", "Kbis", str(stored.key), stored.sha256[:16]) if one in text]
        response = client.get(reverse("reviews:piece", args=[jury.pk, file.reference, 1]))
        assert response.status_code == 200
        assert b"Mains" not in response.content
        head = " ".join(f"{name}: {value}" for name, value in response.items())
        assert "Pi%C3%A8ce%201.pdf" in head
        assert not [one for one in ("Mains", "Statuts", stored.sha256[:16]) if one in head]
        assert status(client, stored) == 404
        assert client.get(reverse("reviews:piece", args=[jury.pk, file.reference, 2])).status_code == 404

    def test_what_cannot_be_bared_is_not_served_and_says_so(self) -> None:
        jury = self.jury()
        file = files_of(jury)[0]
        give_piece(file, name="Tout.zip", content=archive({"Mains Vertes.txt": b"x"}))
        response = as_(jurors_in(jury)[0].user).get(reverse("reviews:piece", args=[jury.pk, file.reference, 1]))
        assert response.status_code == 422
        assert "ne peut pas être rendue anonyme" in response.content.decode()
        assert "Mains" not in response.content.decode()

    def test_no_page_nor_mail_of_a_juror_tells_which_file_is_whose(self) -> None:
        from frenchimpact.mail.models import Mail

        jury = self.jury()
        file, juror = files_of(jury)[0], jurors_in(jury)[0]
        client = as_(juror.user)
        names = ("Mains Vertes", file.organisation.slug, str(file.lead), file.lead.email)
        for name in ("desk", "evaluation", "step_aside"):
            text = page(client, name, *([] if name == "desk" else [jury.pk, file.reference]))
            assert not [one for one in names if one in text]
        declared = page(client, "ties", jury.pk)
        assert "Mains Vertes" in declared
        assert not [one for one in (file.reference, f"-{file.pk}") if one in declared]
        found = client.get("/recherche/", {"q": file.reference}).content.decode()
        assert "Mains Vertes" not in found
        for mail in Mail.objects.filter(to=juror.user.email):
            assert not [one for one in (*names, file.reference) if one in mail.subject + mail.text + mail.html]
