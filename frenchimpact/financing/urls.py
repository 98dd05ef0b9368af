"""Addresses of the financing of projects."""

from django.urls import URLPattern, URLResolver

app_name = "financing"

urlpatterns: list[URLPattern | URLResolver] = []
