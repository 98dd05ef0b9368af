"""Pages of barriers. Each noun adds its own list."""

from django.urls import URLPattern

app_name = "barriers"
urlpatterns: list[URLPattern] = []
