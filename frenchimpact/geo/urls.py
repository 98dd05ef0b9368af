"""Official places."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.geo import views

app_name = "geo"

urlpatterns: list[URLPattern | URLResolver] = [
    path("lieux/suggestions/", views.place_suggestions, name="place_suggestions"),
]
