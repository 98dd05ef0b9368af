"""Addresses of conversations."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.conversations import views

app_name = "conversations"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/messages/", views.threads, name="threads"),
    path("mon-espace/messages/ecrire/<slug:slug>/<int:key>/<slug:circle>/", views.begin, name="begin"),
    path("mon-espace/messages/<str:reference>/", views.thread, name="thread"),
]
