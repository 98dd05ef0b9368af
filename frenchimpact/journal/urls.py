"""The trail of what one did."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.journal import views

app_name = "journal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/journal/", views.mine, name="mine"),
]
