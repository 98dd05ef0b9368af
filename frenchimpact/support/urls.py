"""Addresses of support."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.support.views import finder, portfolio, projects, promotions, supports

app_name = "support"
SPACE = "mon-espace/projets/<str:reference>/accompagnement/"
PROMOTION = "mon-espace/promotions/<slug:slug>/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accompagnement/", finder.finder, name="finder"),
    path(SPACE, projects.project_supports, name="project_supports"),
    path(SPACE + "demander/", projects.support_ask, name="support_ask"),
    path(SPACE + "pass/", projects.support_pass, name="support_pass"),
    path("mon-espace/promotions/", promotions.promotions, name="promotions"),
    path("mon-espace/promotions/ouvrir/", promotions.promotion_open, name="promotion_open"),
    path(PROMOTION, promotions.promotion, name="promotion"),
    path(PROMOTION + "<str:reference>/", promotions.participant, name="participant"),
    path("mon-espace/accompagnements/", portfolio.portfolio_page, name="portfolio"),
    path("mon-espace/accompagnements/message/", portfolio.portfolio_message, name="portfolio_message"),
    path("mon-espace/accompagnements/<str:reference>/", supports.support, name="support"),
    path("mon-espace/accompagnements/<str:reference>/etapes/<int:pk>/", supports.step_move, name="step_move"),
]
