"""Addresses of the public pages of territories, and of what anyone proposes there."""

from django.urls import path

from frenchimpact.territories.views import challenge_sheets, comparing, proposals, sheets

SHEET = "territoires/<slug:slug>/"
READ = "mon-espace/territoires/<str:reference>/propositions/"

urlpatterns = [
    path("territoires/propositions/<str:key>/", challenge_sheets.proposal_confirm, name="proposal_confirm"),
    path(SHEET, sheets.territory, name="territory"),
    path(SHEET + "comparer/", comparing.compare, name="compare"),
    path(SHEET + "defis/<int:number>/", challenge_sheets.challenge, name="challenge"),
    path(SHEET + "defis/<int:number>/proposer/", challenge_sheets.propose_solution, name="propose_solution"),
    path(SHEET + "defis/<int:number>/proposer/envoyee/", challenge_sheets.proposal_sent, name="proposal_sent"),
    path(READ, proposals.proposals, name="proposals"),
    path(READ + "<int:pk>/", proposals.proposal, name="proposal"),
]
