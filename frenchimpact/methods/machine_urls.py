"""Addresses for machines, without a language."""

from django.urls import path

from frenchimpact.methods.views import registry

app_name = "methods_machines"

urlpatterns = [path("donnees/schemas/methode-1.json", registry.published_schema, name="schema")]
