"""Addresses of the machines of an organisation."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.machines import views

app_name = "machines"
ACCESS = "mon-espace/structures/<slug:slug>/acces/"
HOOK = ACCESS + "webhooks/<int:pk>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(ACCESS, views.organisation_access, name="organisation_access"),
    path(ACCESS + "jetons/<int:pk>/revoquer/", views.organisation_token_end, name="organisation_token_end"),
    path(ACCESS + "webhooks/", views.organisation_webhooks, name="organisation_webhooks"),
    path(HOOK, views.organisation_webhook, name="organisation_webhook"),
    path(HOOK + "suite/", views.organisation_webhook_move, name="organisation_webhook_move"),
    path(ACCESS + "envois/<int:pk>/renvoyer/", views.organisation_delivery_resend, name="organisation_delivery_resend"),
]
