"""Service pages."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.design import gallery, views

app_name = "design"

urlpatterns: list[URLPattern | URLResolver] = [
    path("affichage/", views.display, name="display"),
    path("aide/", views.help_page, name="help"),
    path("plan/", views.site_map, name="site_map"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("cgu/", views.terms, name="terms"),
    path("ecoconception/", views.sobriety, name="sobriety"),
    path("ui/", gallery.gallery, name="gallery"),
    path("ui/<slug:slug>/", gallery.gallery_part, name="gallery_part"),
]
