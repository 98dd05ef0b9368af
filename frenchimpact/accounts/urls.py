"""Signing in and out, one's own settings."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.accounts import views

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/code/", views.code, name="code"),
    path("connexion/lien/<str:key>/", views.link, name="link"),
    path("connexion/sur-place/", views.in_place, name="in_place"),
    path("connexion/reprise/<str:key>/", views.resume, name="resume"),
    path("connexion/verification/", views.second, name="second"),
    path("connexion/protection/", views.protect, name="protect"),
    path("connexion/confirmer/", views.prove, name="prove"),
    path("connexion/secours/", views.recovery, name="recovery"),
    path("connexion/secours/<str:key>/annuler/", views.recovery_cancel, name="recovery_cancel"),
    path("connexion/adresse/<str:key>/", views.address_confirm, name="address_confirm"),
    path("connexion/cle/", views.passkey_sign_in, name="passkey_sign_in"),
    path("connexion/cle/defi/", views.passkey_challenge, name="passkey_challenge"),
    path("connexion/cle/creation/", views.passkey_options, name="passkey_options"),
    path("connexion/proconnect/", views.proconnect, name="proconnect"),
    path("connexion/proconnect/retour/", views.proconnect_back, name="proconnect_back"),
    path("connexion/proconnect/adresse/", views.proconnect_address, name="proconnect_address"),
    path("deconnexion/proconnect/", views.proconnect_left, name="proconnect_left"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("mon-espace/reglages/", views.settings_page, name="settings"),
    path("mon-espace/profil/", views.settings_page, name="profile"),
    path("mon-espace/securite/", views.security, name="security"),
    path("mon-espace/securite/application/", views.totp_add, name="totp_add"),
    path("mon-espace/securite/application/retirer/", views.totp_remove, name="totp_remove"),
    path("mon-espace/securite/adresse/", views.address, name="address"),
    path("mon-espace/securite/cles/", views.passkey_add, name="passkey_add"),
    path("mon-espace/securite/cles/<int:passkey_id>/retirer/", views.passkey_remove, name="passkey_remove"),
    path("mon-espace/securite/proconnect/", views.proconnect_link, name="proconnect_link"),
    path("mon-espace/securite/proconnect/retirer/", views.proconnect_remove, name="proconnect_remove"),
    path("mon-espace/securite/codes/", views.recovery_codes, name="recovery_codes"),
    path("mon-espace/securite/sessions/<int:session_id>/fermer/", views.close_session, name="close_session"),
    path("mon-espace/securite/sessions/fermer/", views.close_everywhere, name="close_everywhere"),
]
