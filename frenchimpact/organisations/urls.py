"""Adding and keeping an organisation's sheet."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.organisations import logos, views

app_name = "organisations"

urlpatterns: list[URLPattern | URLResolver] = [
    path("structures/ajouter/", views.organisation_add, name="organisation_add"),
    path("structures/<slug:slug>/modifier/", views.organisation_edit, name="organisation_edit"),
    path("structures/<slug:slug>/logo/", logos.organisation_logo, name="organisation_logo"),
    path("structures/<slug:slug>/confirmer/", views.organisation_confirm, name="organisation_confirm"),
    path("structures/<slug:slug>/publication/", views.organisation_publication, name="organisation_publication"),
]
