"""Addresses of the mesh."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.mesh import views

app_name = "mesh"

urlpatterns: list[URLPattern | URLResolver] = [
    path("maillage/", views.white_spots, name="white_spots"),
    path("maillage/<str:code>/<slug:theme>/", views.spot, name="spot"),
]
