"""Addresses of impact."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.impact.figure_urls import urlpatterns as figures
from frenchimpact.impact.measure_urls import urlpatterns as measures
from frenchimpact.impact.views import changes, contracts, looking, proofs, reports

app_name = "impact"


def _theory(side: str, sheet: str, space: str) -> list[URLPattern | URLResolver]:
    """The theory of change of a project or of a territory: its public page, and its editor in the space."""
    asked = {"side": side}
    return [
        path(sheet + "changement/", changes.public_change, asked, name=f"{side}_public_change"),
        path(space, changes.change, asked, name=f"{side}_change"),
        path(space + "question/", changes.change_question, asked, name=f"{side}_change_question"),
        path(space + "publier/", changes.change_publish, asked, name=f"{side}_change_publish"),
        path(space + "ajouter/<slug:kind>/", changes.part_add, asked, name=f"{side}_part_add"),
        path(space + "<int:pk>/", changes.part_edit, asked, name=f"{side}_part_edit"),
        path(space + "<int:pk>/retirer/", changes.part_remove, asked, name=f"{side}_part_remove"),
        path(space + "<int:pk>/deplacer/", changes.part_move, asked, name=f"{side}_part_move"),
    ]


PROJECT = "mon-espace/projets/<str:reference>/impact/"
CONTRACTS = "mon-espace/contrats-a-impact/"
TERRITORY = "mon-espace/territoires/<str:reference>/changement/"

urlpatterns: list[URLPattern | URLResolver] = [
    *figures,
    *_theory("project", "projets/<slug:slug>/", PROJECT),
    *measures,
    *_theory("territory", "territoires/<slug:slug>/", TERRITORY),
    path(TERRITORY + "defis/", changes.change_start, {"side": "territory"}, name="territory_change_start"),
    path(PROJECT + "preuves/", proofs.proofs, name="proofs"),
    path(PROJECT + "preuves/<int:pk>/demander/", proofs.proof_ask, name="proof_ask"),
    path(PROJECT + "preuves/<int:pk>/regarder/", looking.look_as_programme, name="look_as_programme"),
    path(PROJECT + "preuves/demandes/<int:pk>/retirer/", proofs.proof_request_cancel, name="proof_request_cancel"),
    path(PROJECT + "preuves/demandes/<int:pk>/relancer/", proofs.proof_request_again, name="proof_request_again"),
    path(PROJECT + "preuves/valeurs/<int:pk>/arreter/", proofs.measure_settle, name="measure_settle"),
    path("mon-espace/verifications/", looking.verifications, name="verifications"),
    path("mon-espace/verifications/<int:pk>/", looking.look_asked, name="look_asked"),
    path("mon-espace/verifications/<int:pk>/identifier/", looking.witness_identify, name="witness_identify"),
    path("preuves/<str:key>/", looking.look_by_link, name="look_by_link"),
    path("preuves/<str:key>/nouveau-lien/", looking.look_link_again, name="look_link_again"),
    path(PROJECT + "rapport/", reports.impact_report, name="impact_report"),
    path(PROJECT + "rapport.csv", reports.impact_report_table, name="impact_report_table"),
    path(PROJECT + "rapport.pdf", reports.impact_report_paper, name="impact_report_paper"),
    path(PROJECT + "contrats/", contracts.project_contracts, name="project_contracts"),
    path(PROJECT + "contrats/nouveau/", contracts.contract_new, name="contract_new"),
    path(CONTRACTS, contracts.contracts, name="contracts"),
    path(CONTRACTS + "<int:pk>/", contracts.contract, name="contract"),
    path(CONTRACTS + "<int:pk>/modifier/", contracts.contract_edit, name="contract_edit"),
    path(CONTRACTS + "<int:pk>/signer/", contracts.contract_sign, name="contract_sign"),
    path(CONTRACTS + "<int:pk>/clore/", contracts.contract_close, name="contract_close"),
    path(CONTRACTS + "<int:pk>/calculer/", contracts.contract_compute, name="contract_compute"),
    path(CONTRACTS + "<int:pk>/verser/", contracts.contract_pay, name="contract_pay"),
    path(CONTRACTS + "<int:pk>/releve.pdf", contracts.contract_statement, name="contract_statement"),
]
