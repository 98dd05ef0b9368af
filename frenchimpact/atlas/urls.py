"""Pages for everyone."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.atlas import views

app_name = "atlas"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
]
