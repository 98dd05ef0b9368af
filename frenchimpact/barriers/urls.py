"""Pages of barriers. Each noun adds its own list."""

from django.urls import URLPattern

from frenchimpact.barriers import consultation_urls, desk_urls, experiment_urls, intake_urls, note_urls, precedent_urls

app_name = "barriers"
urlpatterns: list[URLPattern] = [
    *intake_urls.patterns,
    *precedent_urls.patterns,
    *consultation_urls.patterns,
    *experiment_urls.patterns,
    *note_urls.patterns,
    *desk_urls.patterns,
    *desk_urls.cases_last,
    *precedent_urls.last,
]
