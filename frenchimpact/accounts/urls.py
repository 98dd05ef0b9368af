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
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("mon-espace/reglages/", views.settings_page, name="settings"),
    path("mon-espace/profil/", views.settings_page, name="profile"),
]
