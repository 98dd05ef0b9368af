"""Service pages."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.design import gallery, views

app_name = "design"

urlpatterns: list[URLPattern | URLResolver] = [
    path("affichage/", views.display, name="display"),
    path("plan/", views.site_map, name="site_map"),
    path("ecoconception/", views.sobriety, name="sobriety"),
    path("ui/", gallery.gallery, name="gallery"),
    path("ui/<slug:slug>/", gallery.gallery_part, name="gallery_part"),
]
