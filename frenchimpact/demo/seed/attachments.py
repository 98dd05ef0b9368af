"""Logos of organisations, pictures and documents of projects: taken by the same actions as people's own."""

import io

from frenchimpact.accounts.models import User
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import BODIES, FICTIONAL, person
from frenchimpact.demo.seed.pictures import emblem, landscape
from frenchimpact.demo.seed.relations import TWINS
from frenchimpact.design.papers import paper
from frenchimpact.files.actions import receive_file
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import intake
from frenchimpact.organisations import rules as organisation_rules
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects import rules as project_rules
from frenchimpact.projects.models import Project

OF_AWA = "La Recyclerie solidaire"
# How many sheets get a logo and how many get a picture: what the first pages show, at little cost.
LOGOS, PICTURES = 10, 7
BUDGET = (
    "poste;depenses;recettes;commentaire\n"
    "Loyer et fluides;18400;;200 m² de plain-pied\n"
    "Salaires chargés;96200;;quatre postes en insertion, un encadrant\n"
    "Outils et camion;14800;;camion acheté d’occasion\n"
    "Ventes de meubles;;61500;prix moyen 24 €\n"
    "Aide aux postes;;52000;convention annuelle\n"
    "Ville et département;;16000;accord de principe\n"
)
NOTE = (
    "Compte rendu de l’équipe\n\n"
    "Trois décisions :\n- ouvrir un samedi sur deux ;\n- visiter deux locaux avant la fin du mois ;\n"
    "- demander un second devis pour le camion.\n"
)
REPORT = {
    "lead": "Ce que l’atelier a changé en un an, en une page. Projet fictif de la démonstration : les chiffres sont inventés.",
    "sections": [
        {
            "title": "Ce que nous avons fait",
            "text": "412 meubles collectés, 318 réparés et vendus, 61 donnés à des familles qui s’installent. "
            "Neuf personnes ont travaillé dans l’équipe en insertion, 24 habitants ont donné de leur temps.",
        },
        {
            "title": "Ce que nous avons appris",
            "text": "Les habitants viennent d’abord pour réparer leur propre meuble, puis ils restent pour aider. "
            "Les prix affichés en clair rassurent. Le samedi matin fait à lui seul la moitié des ventes.",
        },
        {
            "title": "Ce qui nous manque",
            "text": "Un local de plain-pied de 200 m² et une personne pour la comptabilité, un jour par semaine.",
        },
    ],
}


def load() -> None:
    """Write what is not there yet."""
    have = set(StoredFile.objects.values_list("owner_model", "owner_id", "purpose"))
    _write_logos(have)
    projects = _illustrated()
    for number, project in enumerate(projects):
        if (Project._meta.label, project.pk, project_rules.PICTURE) not in have:
            _write_picture(project, number)
        if project.name == OF_AWA and (Project._meta.label, project.pk, project_rules.DOCUMENT) not in have:
            _write_documents(project)


def _write_logos(have: set[tuple[str, int, str]]) -> None:
    """The organisations of the eight people, the two sheets to merge, then the first ones around Chambéry."""
    bodies = Organisation.objects.filter(slug__in=[body.slug for body in BODIES.values()]).order_by("pk")
    near = Organisation.objects.filter(slug__endswith="-demo", is_published=True, closed_on=None, merged_into=None)
    near = near.filter(commune__code__startswith="73", confirmed_at__isnull=False).order_by("pk")
    twins = Organisation.objects.filter(slug__in=[slug for slug, _name in TWINS]).order_by("pk")
    kept = [*bodies, *twins, *near[:LOGOS]][:LOGOS]
    for number, organisation in enumerate(kept):
        if (Organisation._meta.label, organisation.pk, organisation_rules.LOGO) in have:
            continue
        member = organisation.memberships.filter(until=None).select_related("user").order_by("pk").first()
        with days_ago(80 + number):
            receive_file(
                content=emblem(number),
                name="logo.png",
                owner=organisation,
                purpose=organisation_rules.LOGO,
                intake=intake("image"),
                by=member.user if member else person("gaelle@demo.test"),
                description=f"Logo de {organisation.name}"[:200],
            )


def _illustrated() -> list[Project]:
    """Awa's own, then the latest that are published."""
    shown = Project.objects.filter(is_demo=True, is_need=False, status=Project.Status.PUBLISHED)
    return [*shown.filter(name=OF_AWA), *shown.exclude(name=OF_AWA).order_by("-created_at", "-pk")[: PICTURES - 1]]


def _lead_of(project: Project) -> User:
    return project.team.select_related("user").order_by("pk")[0].user


def _write_picture(project: Project, number: int) -> None:
    with days_ago(20 - number):
        receive_file(
            content=landscape(number),
            name="paysage.jpg",
            owner=project,
            purpose=project_rules.PICTURE,
            intake=intake("image"),
            by=_lead_of(project),
            description="Dessin : un village entre des collines, au soleil.",
        )


def _write_documents(project: Project) -> None:
    """One that everyone reads, one for signed-in people, one for the team and the programme."""
    report = paper("demo/papers/report.typ", REPORT, title="Bilan de la première année")
    sent = (
        ("Bilan de la première année.pdf", report, "Le bilan d’une année d’atelier, en une page", "public", 30),
        ("Budget prévisionnel.csv", BUDGET.encode(), "Dépenses et recettes de l’année qui vient", "network", 29),
        ("Compte rendu d’équipe.txt", f"{NOTE}\n{FICTIONAL}\n".encode(), "Pour l’équipe", "private", 12),
    )
    for name, content, description, audience, days in sent:
        with days_ago(days):
            receive_file(
                content=io.BytesIO(content),
                name=name,
                owner=project,
                purpose=project_rules.DOCUMENT,
                intake=intake("document"),
                by=_lead_of(project),
                description=description,
                audience=audience,
            )
