"""Addresses of the observatory."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.observatory.views import dashboard, frames, sheets, stats

app_name = "observatory"

urlpatterns: list[URLPattern | URLResolver] = [
    path("observatoire/", dashboard.observatory, name="observatory"),
    path("stats/", stats.stats, name="stats"),
    path("observatoire/comparer/", dashboard.comparison, name="comparison"),
    path("integrer/chiffre/<slug:figure>/", frames.figure_frame, name="figure_frame"),
    path("observatoire/<slug:figure>/", sheets.figure, name="figure"),
]
