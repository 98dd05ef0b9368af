"""Addresses of aids."""

from django.urls import URLPattern, URLResolver

app_name = "aids"

urlpatterns: list[URLPattern | URLResolver] = []
