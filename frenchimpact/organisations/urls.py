"""Adding and keeping an organisation's sheet, its people, its mandates."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.organisations import logos, views

app_name = "organisations"
SHEET = "structures/<slug:slug>/"
SPACE = "mon-espace/structures/"

# An address of one's own under structures/ is in `actions.RESERVED`: no sheet may take its word.
urlpatterns: list[URLPattern | URLResolver] = [
    path("structures/ajouter/", views.organisation_add, name="organisation_add"),
    path("structures/suggestions/", views.organisation_suggestions, name="organisation_suggestions"),
    path("structures/invitation/<str:key>/", views.invitation, name="invitation"),
    path(SHEET + "modifier/", views.organisation_edit, name="organisation_edit"),
    path(SHEET + "logo/", logos.organisation_logo, name="organisation_logo"),
    path(SHEET + "confirmer/", views.organisation_confirm, name="organisation_confirm"),
    path(SHEET + "publication/", views.organisation_publication, name="organisation_publication"),
    path(SHEET + "registre/", views.organisation_registry, name="organisation_registry"),
    path(SHEET + "rejoindre/", views.organisation_join, name="organisation_join"),
    path(SHEET + "revendiquer/", views.organisation_claim, name="organisation_claim"),
    path(SHEET + "equipe/", views.organisation_team, name="organisation_team"),
    path(SHEET + "equipe/inviter/", views.organisation_invite, name="organisation_invite"),
    path(SHEET + "equipe/invitations/", views.organisation_invitations, name="organisation_invitations"),
    path(SHEET + "equipe/changer/", views.organisation_team_change, name="organisation_team_change"),
    path(SHEET + "mandats/proposer/", views.organisation_mandate_propose, name="organisation_mandate_propose"),
    path(SPACE, views.my_organisations, name="my_organisations"),
    path(SPACE + "invitations/<int:pk>/", views.invitation_answer, name="invitation_answer"),
    path(SPACE + "demandes/<int:pk>/", views.join_request, name="join_request"),
    path(SPACE + "demandes-de-fiches/", views.claims, name="claims"),
    path(SPACE + "demandes-de-fiches/<int:pk>/", views.claim_decide, name="claim_decide"),
    path(SPACE + "doublons/", views.duplicates, name="duplicates"),
    path(SPACE + "doublons/<int:first>/<int:second>/", views.duplicate, name="duplicate"),
    path(SPACE + "doublons/<int:first>/<int:second>/differentes/", views.duplicate_apart, name="duplicate_apart"),
    path(SPACE + "fusions/<int:pk>/", views.merge, name="merge"),
    path(SPACE + "mandats/<int:pk>/", views.mandate, name="mandate"),
]
