"""Addresses of offers and requests."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.offers.views import asking, catalogue, matches, moderation, own_offers, own_requests

app_name = "offers"
_OFFER = "mon-espace/offres/<str:reference>/"
_NEED = "mon-espace/demandes/<str:reference>/"
_DESK = "mon-espace/programme/offres/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("offres/", catalogue.offers, name="offers"),
    path("offres/<slug:slug>/", catalogue.offer, name="offer"),
    path("offres/<slug:slug>/demander/", asking.offer_ask, name="offer_ask"),
    path("offres/<slug:slug>/signaler/", catalogue.offer_report, name="offer_report"),
    path("demandes/", catalogue.needs, name="needs"),
    path("demandes/<slug:slug>/", catalogue.need, name="need"),
    path("demandes/<slug:slug>/aider/", asking.request_help, name="request_help"),
    # ── One's own ──
    path("mon-espace/offres/", own_offers.my_offers, name="my_offers"),
    path("mon-espace/offres/nouvelle/", own_offers.offer_new, name="offer_new"),
    path(_OFFER, own_offers.own_offer, name="own_offer"),
    path(_OFFER + "modifier/", own_offers.offer_edit, name="offer_edit"),
    path(_OFFER + "suite/", own_offers.offer_move, name="offer_move"),
    path("mon-espace/demandes/", own_requests.my_needs, name="my_needs"),
    path("mon-espace/demandes/nouvelle/", own_requests.need_new, name="need_new"),
    path(_NEED, own_requests.own_need, name="own_need"),
    path(_NEED + "modifier/", own_requests.need_edit, name="need_edit"),
    path(_NEED + "suite/", own_requests.need_close, name="need_close"),
    path("mon-espace/projets/<str:reference>/offres/", own_requests.project_needs, name="project_needs"),
    path("mon-espace/territoires/<str:reference>/offres/", own_requests.territory_needs, name="territory_needs"),
    path("mon-espace/rapprochements/<int:pk>/", matches.match, name="match"),
    # ── The programme ──
    path(_DESK, moderation.offer_queue, name="offer_queue"),
    path(_DESK + "signalements/<int:pk>/", moderation.report_settle, name="report_settle"),
    path(_DESK + "<str:reference>/", moderation.offer_review, name="offer_review"),
]
