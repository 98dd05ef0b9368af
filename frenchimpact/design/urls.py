"""Service pages."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.design import views

app_name = "design"

urlpatterns: list[URLPattern | URLResolver] = [
    path("affichage/", views.display, name="display"),
]
