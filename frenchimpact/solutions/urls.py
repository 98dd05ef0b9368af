"""Addresses of solutions and of who takes them up."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.solutions.views import adopting, adoptions, catalogue, moderation, project_side, territory_side

app_name = "solutions"
_PROJECT = "mon-espace/projets/<str:reference>/essaimage/"
_ADOPTION = "mon-espace/reprises/<str:reference>/"
_DESK = "mon-espace/programme/solutions/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("solutions/", catalogue.solutions, name="solutions"),
    path("solutions/<slug:slug>/", catalogue.solution, name="solution"),
    path("solutions/<slug:slug>/versions/<int:number>/", catalogue.solution_version, name="solution_version"),
    path("solutions/<slug:slug>/reprendre/", adopting.adopt_solution, name="adopt_solution"),
    # ── The project that gives it ──
    path(_PROJECT, project_side.project_solution, name="project_solution"),
    path(_PROJECT + "fiche/", project_side.solution_sheet, name="solution_sheet"),
    path(_PROJECT + "kit/", project_side.solution_kit, name="solution_kit"),
    path(_PROJECT + "suite/", project_side.solution_move, name="solution_move"),
    # ── Who takes it up ──
    path("mon-espace/territoires/<str:reference>/solutions/", territory_side.territory_solutions, name="territory_solutions"),
    path("mon-espace/reprises/", adoptions.my_adoptions, name="my_adoptions"),
    path(_ADOPTION, adoptions.adoption, name="adoption"),
    path(_ADOPTION + "accord/", adoptions.adoption_agreement, name="adoption_agreement"),
    path(_ADOPTION + "suite/", adoptions.adoption_move, name="adoption_move"),
    path(_ADOPTION + "etapes/<int:position>/", adoptions.adoption_step, name="adoption_step"),
    path(_ADOPTION + "resultats/", adoptions.adoption_result, name="adoption_result"),
    # ── The programme ──
    path(_DESK, moderation.solution_queue, name="solution_queue"),
    path(_DESK + "<str:reference>/", moderation.solution_review, name="solution_review"),
]
