"""Addresses of the desk: its queue, its cases, who follows them, its books."""

from django.urls import URLPattern, path

from frenchimpact.barriers.views import barriers, book, cases, costs, declaring, delays, hackers, queue, routing, triage, where

_DESK = "mon-espace/freins/"
_CASE = _DESK + "<str:reference>/"
patterns: list[URLPattern] = [
    path(_DESK, queue.queue, name="queue"),
    path(_DESK + "plusieurs/", queue.queue_batch, name="queue_batch"),
    path(_DESK + "services/", book.services, name="services"),
    path(_DESK + "services/ajouter/", book.service_new, name="service_new"),
    path(_DESK + "services/<int:number>/", book.service_edit, name="service_edit"),
    path(_DESK + "textes/", book.norms, name="norms"),
    path(_DESK + "textes/ajouter/", book.norm_new, name="norm_new"),
    path(_DESK + "textes/<int:number>/", book.norm_edit, name="norm_edit"),
    path(_DESK + "textes/freins/", book.barrier_list, name="barrier_list"),
    path(_DESK + "textes/freins/ajouter/", book.barrier_new, name="barrier_new"),
    path(_DESK + "textes/freins/couts/", costs.costs, name="costs"),
    path(_DESK + "textes/freins/couts/<int:number>/", costs.cost_judge, name="cost_judge"),
    path(_DESK + "textes/freins/<str:reference>/", book.barrier_edit, name="barrier_edit"),
    path(_DESK + "textes/freins/<str:reference>/reunir/", barriers.barrier_merge, name="barrier_merge"),
    path(_DESK + "textes/freins/<str:reference>/public/", barriers.barrier_hide, name="barrier_hide"),
    path(_DESK + "hackers/", hackers.hacker_list, name="hacker_list"),
    path(_DESK + "hackers/<int:number>/", hackers.hacker_edit, name="hacker_edit"),
    path(_DESK + "delais/", delays.desk_delays, name="desk_delays"),
    path("freins/confier/<str:key>/", routing.proposal, name="proposal"),
]
# After every other address below the desk's: a case is at its own reference.
cases_last: list[URLPattern] = [
    path(_CASE, cases.case, name="case"),
    path(_CASE + "lien/", declaring.case_declare, name="case_declare"),
    path(_CASE + "analyse/", cases.case_card, name="case_card"),
    path(_CASE + "textes-cites/", cases.case_cite, name="case_cite"),
    path(_CASE + "lieu/", where.case_place, name="case_place"),
    path(_CASE + "suite/", cases.case_plan, name="case_plan"),
    path(_CASE + "ecrire/", cases.case_write, name="case_write"),
    path(_CASE + "orienter/", triage.case_sort, name="case_sort"),
    path(_CASE + "confier/", routing.case_route, name="case_route"),
    path(_CASE + "confier/<int:number>/repondre/", routing.case_proposal, name="case_proposal"),
    path(_CASE + "confier/<int:number>/passer/", routing.case_hand_over, name="case_hand_over"),
]
