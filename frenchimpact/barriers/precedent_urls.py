"""Addresses of published answers, of barriers, and of the desk that keeps answers."""

from django.urls import URLPattern, path

from frenchimpact.barriers.views import near, precedent_desk, precedents, synonyms

DESK = "mon-espace/freins/reponses/"
patterns: list[URLPattern] = [
    path("freins/proches/", near.near_answers, name="near_answers"),
    path("freins/suivre/<str:key>/", precedents.same_situation_link, name="same_situation"),
    path("freins/communs/<str:reference>/", precedents.common_barrier, name="common_barrier"),
    path("freins/communs/<str:reference>/bloque/", precedents.barrier_same, name="barrier_same"),
    path(DESK, precedent_desk.precedent_desk_list, name="precedent_desk_list"),
    path(DESK + "ecrire/", precedent_desk.precedent_new, name="precedent_new"),
    path(DESK + "<str:reference>/", precedent_desk.precedent_desk, name="precedent_desk"),
    path(DESK + "<str:reference>/masquer/", precedent_desk.precedent_mask, name="precedent_mask"),
    path(DESK + "<str:reference>/suite/", precedent_desk.precedent_move, name="precedent_move"),
    path("mon-espace/freins/synonymes/", synonyms.synonyms, name="synonyms"),
]
# After every other address below /freins/: a published answer is at its own name.
last: list[URLPattern] = [
    path("freins/<slug:slug>/", precedents.precedent, name="precedent"),
    path("freins/<slug:slug>/bloque/", precedents.precedent_same, name="precedent_same"),
    path("freins/<slug:slug>/servi/", precedents.precedent_useful, name="precedent_useful"),
    path("freins/<slug:slug>/suivre/", precedents.precedent_follow, name="precedent_follow"),
]
