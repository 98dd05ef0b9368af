"""Addresses of consultations."""

from django.urls import URLPattern, path

from frenchimpact.barriers.views import answering, consultations

_CASE = "mon-espace/freins/<str:reference>/"
_ASKED = _CASE + "consultations/<int:number>/"
_KEY = "consultations/<str:key>/"

patterns: list[URLPattern] = [
    path(_KEY, answering.answer_question, name="answer_question"),
    path(_KEY + "transferer/", answering.forward_question, name="forward_question"),
    path(_KEY + "delai/", answering.more_time, name="more_time"),
    path(_KEY + "message/", answering.add_word, name="add_word"),
    path(_KEY + "nouveau-lien/", answering.renew_question, name="renew_question"),
    path(_CASE + "consultations/", consultations.case_consultations, name="case_consultations"),
    path(_CASE + "consulter/", consultations.case_ask, name="case_ask"),
    path(_ASKED + "avis/", consultations.asked_opinion, name="asked_opinion"),
    path(_ASKED + "autre-adresse/", consultations.asked_elsewhere, name="asked_elsewhere"),
    path(_ASKED + "retirer/", consultations.asked_cancel, name="asked_cancel"),
]
