"""« Enregistrer dans mon projet »: a calculation becomes drafts of a project's values, never public by itself."""

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.models import Followed, KeptCalculation, Measure
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.tests.factories import make_method
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_person, make_published_project

pytestmark = pytest.mark.django_db
PAGE = "/mon-espace/mesures/enregistrer/economie-circulaire/?version=1.0.0"


@pytest.fixture
def project() -> Project:
    make_places()
    made = make_published_project()
    make_method("economie-circulaire")
    return made


def sent(into: Project, **more: object) -> dict[str, object]:
    jobs = Indicator.objects.get(code="emplois_etp").pk
    return {"project": into.pk, "year": clock.today().year - 1, "r_emplois": jobs, "is_same": "on", **more}


def test_the_calculator_leads_there_and_a_result_becomes_a_draft(project: Project) -> None:
    client = Client()
    calculator = client.get("/calculer/economie-circulaire/").content.decode()
    assert "/mon-espace/mesures/enregistrer/economie-circulaire/?version=1.0.0" in calculator
    assert client.get(PAGE).status_code == 302
    client.force_login(lead_of(project))
    assert "Enregistrer dans mon projet" in client.get(PAGE).content.decode()
    assert client.post(PAGE, sent(project)).status_code == 302
    made = Measure.objects.get()
    assert (made.state, made.followed.project) == ("draft", project)
    assert made.note.startswith("Calculé avec economie-circulaire@1.0.0")
    assert made.value
    # Again with another value: the same draft, corrected.
    assert client.post(PAGE + "&e-zut=1", sent(project, is_confirmed="on")).status_code in (302, 422)
    assert Followed.objects.count() == 1


def test_a_result_that_the_method_gives_no_indicator_is_asked_about(project: Project) -> None:
    client = Client()
    client.force_login(lead_of(project))
    refused = client.post(PAGE, sent(project, is_same=""))
    assert refused.status_code == 422
    assert "Lisez d’abord la définition" in refused.content.decode()
    assert Indicator.objects.get(code="emplois_etp").definition_fr[:40] in refused.content.decode()
    assert not Measure.objects.exists()
    # Where the method says it, that indicator is the only one to choose, and nothing is asked.
    make_method("emploi-insertion")
    page = client.get(PAGE.replace("economie-circulaire", "emploi-insertion")).content.decode()
    own = Indicator.objects.get(code="cout_public_evite")
    select = page.partition('name="r_cout_public_evite"')[2].partition("</select>")[0]
    assert (select.count("<option"), f'value="{own.pk}" selected' in select) == (2, True)


def test_an_analysis_is_kept_whole_with_its_range_and_opens_again_as_it_was(project: Project) -> None:
    make_method("sroi")
    client = Client()
    client.force_login(lead_of(project))
    page = "/mon-espace/mesures/enregistrer/sroi/?version=1.0.0&h-taux=3,2"
    assert "Valeur créée pour un euro" in client.get(page).content.decode()
    given = {"project": project.pk, "year": clock.today().year - 1}
    there = client.post(page, given)["Location"]
    client.post(page, given)
    kept = KeptCalculation.objects.get()
    assert (kept.headline, kept.range.partition(" ")[0]) == ("Valeur créée pour un euro", "de")
    shown = client.get(there).content.decode()
    assert "2,13" in shown
    assert kept.range in shown
    assert "/calculer/sroi/?version=1.0.0&amp;h-taux=3%2C2" in shown
    assert not Measure.objects.exists()
    client.post(f"{there}{kept.pk}/retirer/")
    assert "Aucun calcul gardé" in client.get(there).content.decode()
    client.force_login(make_person())
    assert client.get(there).status_code == 404
    assert client.post(f"{there}{kept.pk}/retirer/").status_code == 404


def test_what_cannot_be_kept_is_said(project: Project) -> None:
    client = Client()
    client.force_login(lead_of(project))
    tonnes = Indicator.objects.filter(unit="tCO2e").first()
    assert tonnes is not None
    assert client.post(PAGE, sent(project, project=0)).status_code == 422
    assert client.get(PAGE.replace("1.0.0", "9.0.0")).status_code == 404
    client.force_login(make_person())
    assert "Vous n’écrivez pour aucun projet" in client.get(PAGE).content.decode()
    assert client.post(PAGE, sent(project)).status_code == 422
    assert not Measure.objects.exists()
