"""Addresses of territories."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.territories.views import challenges, spaces

app_name = "territories"
SHEET = "territoires/<slug:slug>/"
SPACE = "mon-espace/territoires/<str:reference>/"

# ── Public pages ─────────────────────────────────────────────────────────────────────────────────
public: list[URLPattern | URLResolver] = []

# ── The space: dashboard, challenges, collective ─────────────────────────────────────────────────
frame: list[URLPattern | URLResolver] = [
    path("mon-espace/territoires/", spaces.territory_spaces, name="territory_spaces"),
    path(SPACE, spaces.territory_space, name="territory_space"),
    path(SPACE + "defis/", challenges.challenges, name="challenges"),
    path(SPACE + "defis/ajouter/", challenges.challenge_add, name="challenge_add"),
    path(SPACE + "defis/<int:number>/", challenges.challenge_edit, name="challenge_edit"),
    path(SPACE + "defis/<int:number>/projets/", challenges.challenge_attach, name="challenge_attach"),
]

# ── The action plan ──────────────────────────────────────────────────────────────────────────────
plan: list[URLPattern | URLResolver] = []

# ── Indicators ───────────────────────────────────────────────────────────────────────────────────
indicators: list[URLPattern | URLResolver] = []

# ── Promises, agreements, meetings ───────────────────────────────────────────────────────────────
promises: list[URLPattern | URLResolver] = []

# ── Reviews and support ──────────────────────────────────────────────────────────────────────────
reviews: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [*public, *frame, *plan, *indicators, *promises, *reviews]
