"""Addresses of money committed."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.commitments.views import imports, kept, numbers, public, purses

app_name = "commitments"
SPACE = "mon-espace/financeur/engagements/"
ONE = SPACE + "<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("financements/objectif/", public.objective, name="objective"),
    path("financements/engagements/", public.commitments, name="commitments"),
    path("financements/engagements/<str:reference>/", public.commitment, name="commitment"),
    path("mon-espace/programme/numeros/", numbers.funder_numbers, name="funder_numbers"),
    path("mon-espace/programme/numeros/<str:slug>/confirmer/", numbers.funder_number_confirm, name="funder_number_confirm"),
    # ── The funder's space ───────────────────────────────────────────────────────────────────────
    path(SPACE, kept.kept_commitments, name="kept_commitments"),
    path(SPACE + "ajouter/", kept.commitment_add, name="commitment_add"),
    path(SPACE + "importer/", imports.grants_import, name="grants_import"),
    path(SPACE + "importer/essais/<int:number>/", imports.grants_trial, name="grants_trial"),
    path(SPACE + "importer/essais/<int:number>/colonnes/", imports.grants_columns, name="grants_columns"),
    path(SPACE + "importer/<int:number>/", imports.grants_done, name="grants_done"),
    path(SPACE + "importer/<int:number>/refus.csv", imports.grants_refused, name="grants_refused"),
    path(SPACE + "enveloppes/", purses.envelopes, name="envelopes"),
    path(SPACE + "enveloppes/ouvrir/", purses.envelope_add, name="envelope_add"),
    path(SPACE + "enveloppes/<int:number>/", purses.envelope_edit, name="envelope_edit"),
    path(SPACE + "fonds/", purses.vehicles, name="vehicles"),
    path(SPACE + "fonds/ajouter/", purses.vehicle_add, name="vehicle_add"),
    path(SPACE + "fonds/<int:number>/", purses.vehicle_edit, name="vehicle_edit"),
    path(ONE, kept.kept_commitment, name="kept_commitment"),
    path(ONE + "completer/", kept.commitment_words, name="commitment_words"),
    path(ONE + "reclasser/", kept.commitment_classes, name="commitment_classes"),
    path(ONE + "ecritures/<int:number>/", kept.entry_correct, name="entry_correct"),
    path(ONE + "<slug:verb>/", kept.commitment_move, name="commitment_move"),
]
