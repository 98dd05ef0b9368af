"""Addresses for machines, without a language."""

from django.urls import path

from frenchimpact.labels.views import machines

app_name = "labels_machines"

urlpatterns = [
    path(".well-known/did.json", machines.did, name="did"),
    path("labels/statuts/<int:number>", machines.status_list, name="status_list"),
]
