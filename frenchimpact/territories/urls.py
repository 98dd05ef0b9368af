"""Addresses of territories."""

from django.urls import URLPattern, URLResolver, include, path

from frenchimpact.territories.views import (
    action_papers,
    agreements,
    amendments,
    challenges,
    collective,
    commitments,
    grids,
    indicator_methods,
    leading,
    measurements,
    my_spaces,
    plan_actions,
    plan_imports,
    plan_versions,
    plans,
    spaces,
)
from frenchimpact.territories.views import indicators as indicator_views
from frenchimpact.territories.views import meetings as meeting_views
from frenchimpact.territories.views import reviews as review_views
from frenchimpact.territories.views import support as support_views

app_name = "territories"
SHEET = "territoires/<slug:slug>/"
SPACE = "mon-espace/territoires/<str:reference>/"

# ── Public pages ─────────────────────────────────────────────────────────────────────────────────
public: list[URLPattern | URLResolver] = [path("", include("frenchimpact.territories.sheet_urls"))]

# ── The space: dashboard, challenges, collective ─────────────────────────────────────────────────
frame: list[URLPattern | URLResolver] = [
    path("mon-espace/territoires/", my_spaces.territory_spaces, name="territory_spaces"),
    path("mon-espace/territoires/demandes/", support_views.support_requests, name="support_requests"),
    path(SPACE, spaces.territory_space, name="territory_space"),
    path(SPACE + "defis/", challenges.challenges, name="challenges"),
    path(SPACE + "defis/ajouter/", challenges.challenge_add, name="challenge_add"),
    path(SPACE + "defis/<int:number>/", challenges.challenge_edit, name="challenge_edit"),
    path(SPACE + "defis/<int:number>/projets/", challenges.challenge_attach, name="challenge_attach"),
]

# ── The action plan ──────────────────────────────────────────────────────────────────────────────
PLAN = SPACE + "plan/"
ACTION = PLAN + "actions/<int:number>/"
plan: list[URLPattern | URLResolver] = [
    path(PLAN, plans.plan, name="plan"),
    path(PLAN + "modifier/", plans.plan_bulk, name="plan_bulk"),
    path(PLAN + "ajouter/", plans.plan_new, name="plan_new"),
    path(PLAN + "modele/", plans.plan_template, name="plan_template"),
    path(PLAN + "importer/", plan_imports.plan_import, name="plan_import"),
    path(PLAN + "versions/", plan_versions.plan_versions, name="plan_versions"),
    path(PLAN + "versions/comparer/", plan_versions.plan_compare, name="plan_compare"),
    path(PLAN + "versions/<int:number>.json", plan_versions.plan_version, name="plan_version"),
    path(PLAN + "plan.csv", plans.plan_csv, name="plan_csv"),
    path(PLAN + "plan.ics", plans.plan_calendar, name="plan_calendar"),
    path(PLAN + "plan.pdf", plans.plan_paper, name="plan_paper"),
    path(ACTION, plan_actions.plan_action, name="plan_action"),
    path(ACTION + "enregistrer/", plan_actions.plan_action_save, name="plan_action_save"),
    path(ACTION + "etat/", plan_actions.plan_action_move, name="plan_action_move"),
    path(ACTION + "etapes/", plan_actions.plan_steps, name="plan_steps"),
    path(ACTION + "partenaires/", plan_actions.plan_partners, name="plan_partners"),
    path(ACTION + "budget/", plan_actions.plan_budget, name="plan_budget"),
    path(ACTION + "documents/", action_papers.action_papers, name="action_papers"),
    path(ACTION + "documents/<int:pk>/", action_papers.action_paper, name="action_paper"),
    path(ACTION + "documents/<int:pk>/supprimer/", action_papers.action_paper_delete, name="action_paper_delete"),
    path(ACTION + "notes/", plan_actions.plan_note, name="plan_note"),
    path(ACTION + "frein/", plan_actions.plan_barrier, name="plan_barrier"),
]

# ── Indicators ───────────────────────────────────────────────────────────────────────────────────
_ONE = SPACE + "indicateurs/<int:number>/"
indicators: list[URLPattern | URLResolver] = [
    path(SPACE + "indicateurs/", grids.indicators, name="indicators"),
    path(SPACE + "indicateurs/ajouter/", indicator_views.indicator_new, name="indicator_new"),
    path(SPACE + "indicateurs/valeurs/", grids.indicator_values, name="indicator_values"),
    path(SPACE + "indicateurs/valeurs/annuler/", grids.indicator_values_undo, name="indicator_values_undo"),
    path(SPACE + "indicateurs/mesures.csv", measurements.measurements_file, name="measurements_file"),
    path(_ONE, indicator_views.indicator, name="indicator"),
    path(_ONE + "modifier/", indicator_views.indicator_edit, name="indicator_edit"),
    path(_ONE + "cible/", indicator_views.indicator_aim, name="indicator_aim"),
    path(_ONE + "methode/", indicator_methods.indicator_method, name="indicator_method"),
    path(_ONE + "arreter/", indicator_views.indicator_end, name="indicator_end"),
]

# ── Promises, agreements, meetings ───────────────────────────────────────────────────────────────
COLLECTIVE = SPACE + "collectif/"
MEMBER = COLLECTIVE + "membres/<int:number>/"
BOARD, AGREEMENTS = SPACE + "promesses/", SPACE + "conventions/"
PROMISE, AGREEMENT = BOARD + "<int:number>/", AGREEMENTS + "<int:number>/"
promises: list[URLPattern | URLResolver] = [
    path(COLLECTIVE, collective.collective, name="collective"),
    path(COLLECTIVE + "modifier/", leading.collective_edit, name="collective_edit"),
    path(COLLECTIVE + "perimetre/", leading.perimeter_edit, name="perimeter_edit"),
    path(COLLECTIVE + "chef-de-file/", leading.lead_change, name="lead_change"),
    path(COLLECTIVE + "prendre-la-suite/", leading.lead_takeover, name="lead_takeover"),
    path(COLLECTIVE + "successeur/", leading.successor_name, name="successor_name"),
    path(COLLECTIVE + "membres/ajouter/", collective.member_add, name="member_add"),
    path(MEMBER, collective.member, name="member"),
    path(MEMBER + "modifier/", collective.member_edit, name="member_edit"),
    path(MEMBER + "mandat/", collective.mandate_add, name="mandate_add"),
    path(MEMBER + "mandat/demander/", collective.mandate_ask, name="mandate_ask"),
    path(MEMBER + "depart/", collective.member_leave, name="member_leave"),
    path("collectifs/confirmer/<str:key>/", collective.mandate_answer, name="mandate_answer"),
    path(BOARD, commitments.commitments, name="commitments"),
    path(BOARD + "inscrire/", commitments.commitment_add, name="commitment_add"),
    path(BOARD + "parties/ajouter/", agreements.party_add, name="party_add"),
    path(PROMISE, commitments.commitment, name="commitment"),
    path(PROMISE + "changer/", commitments.commitment_change, name="commitment_change"),
    path(PROMISE + "avancement/", commitments.commitment_progress, name="commitment_progress"),
    path(PROMISE + "demande/", commitments.commitment_offer, name="commitment_offer"),
    path(PROMISE + "preuve/", commitments.commitment_prove, name="commitment_prove"),
    path(PROMISE + "demander/", commitments.commitment_ask, name="commitment_ask"),
    path(PROMISE + "etape/<slug:verb>/", commitments.commitment_move, name="commitment_move"),
    path("promesses/repondre/<str:key>/", commitments.commitment_answer, name="commitment_answer"),
    path(AGREEMENTS + "ecrire/", agreements.agreement_add, name="agreement_add"),
    path(AGREEMENT, agreements.agreement, name="agreement"),
    path(AGREEMENT + "modifier/", agreements.agreement_edit, name="agreement_edit"),
    path(AGREEMENT + "envoyer/", agreements.agreement_send, name="agreement_send"),
    path(AGREEMENT + "signer/<int:signature>/", agreements.agreement_sign, name="agreement_sign"),
    path(AGREEMENT + "documents/", agreements.agreement_paper, name="agreement_paper"),
    path(AGREEMENT + "avenant/", amendments.amendment_new, name="agreement_amend"),
    path(AGREEMENT + "avenant/signer/<int:signature>/", amendments.amendment_sign, name="amendment_sign"),
    path(AGREEMENT + "avenant/abandonner/", amendments.amendment_drop, name="amendment_drop"),
    path(AGREEMENT + "fin/<slug:verb>/", agreements.agreement_close, name="agreement_close"),
]

# ── Reviews and support ──────────────────────────────────────────────────────────────────────────
_REVIEW = SPACE + "bilans/<int:pk>/"
reviews: list[URLPattern | URLResolver] = [
    path(SPACE + "bilans/", review_views.reviews, name="reviews"),
    path(SPACE + "bilans/nouveau/", review_views.review_new, name="review_new"),
    path(SPACE + "copil.pdf", review_views.steering_pdf, name="steering_pdf"),
    path(_REVIEW, review_views.review, name="review"),
    path(_REVIEW + "dates/", review_views.review_move, name="review_move"),
    path(_REVIEW + "ouvrir/", review_views.review_open, name="review_open"),
    path(_REVIEW + "couleurs/", review_views.review_lights, name="review_lights"),
    path(_REVIEW + "chiffres/", review_views.review_lock, name="review_lock"),
    path(_REVIEW + "recit/", review_views.review_narrative, name="review_narrative"),
    path(_REVIEW + "conclusion/", review_views.review_conclude, name="review_conclude"),
    path(_REVIEW + "publier/", review_views.review_publish, name="review_publish"),
    path(_REVIEW + "bilan.pdf", review_views.review_pdf, name="review_pdf"),
    path(SHEET + "bilans/<str:day>/", review_views.public_review, name="public_review"),
    path(SHEET + "bilans/<str:day>/bilan.pdf", review_views.public_review_pdf, name="public_review_pdf"),
]

# ── Support ──────────────────────────────────────────────────────────────────────────────────────
_REQUEST = SPACE + "soutien/demandes/<int:pk>/"
support: list[URLPattern | URLResolver] = [
    path(SPACE + "soutien/", support_views.support, name="support"),
    path(SPACE + "soutien/demander/", support_views.support_new, name="support_new"),
    path(_REQUEST, support_views.support_request, name="support_request"),
    path(_REQUEST + "reponse/", support_views.support_answer, name="support_answer"),
    path(_REQUEST + "terminer/", support_views.support_finish, name="support_finish"),
    path(_REQUEST + "retirer/", support_views.support_withdraw, name="support_withdraw"),
    path(SPACE + "soutien/recommandations/", support_views.recommendation_new, name="recommendation_new"),
    path(SPACE + "soutien/recommandations/<int:pk>/", support_views.recommendation_move, name="recommendation_move"),
    path(SPACE + "soutien/parrainages/", support_views.sponsorship_new, name="sponsorship_new"),
    path(SPACE + "soutien/parrainages/<int:pk>/terminer/", support_views.sponsorship_end, name="sponsorship_end"),
    path(SPACE + "soutien/parraines/<str:other>/", support_views.sponsored_advise, name="sponsored_advise"),
]

# ── Meetings and calendars ───────────────────────────────────────────────────────────────────────
_MEETING = SPACE + "reunions/<int:pk>/"
meetings: list[URLPattern | URLResolver] = [
    path(SPACE + "reunions/", meeting_views.meetings, name="meetings"),
    path(SPACE + "reunions/prevoir/", meeting_views.meeting_new, name="meeting_new"),
    path(SPACE + "reunions/agenda/", meeting_views.feed_change, name="feed_change"),
    path(_MEETING, meeting_views.meeting, name="meeting"),
    path(_MEETING + "modifier/", meeting_views.meeting_edit, name="meeting_edit"),
    path(_MEETING + "annuler/", meeting_views.meeting_cancel, name="meeting_cancel"),
    path(_MEETING + "presences/", meeting_views.meeting_attendance, name="meeting_attendance"),
    path(_MEETING + "compte-rendu/", meeting_views.meeting_minutes, name="meeting_minutes"),
    path(_MEETING + "compte-rendu/envoyer/", meeting_views.meeting_send, name="meeting_send"),
    path(_MEETING + "compte-rendu.pdf", meeting_views.minutes_pdf, name="minutes_pdf"),
    path(_MEETING + "reunion.ics", meeting_views.meeting_ics, name="meeting_ics"),
    path(_MEETING + "resolutions/", meeting_views.resolution_new, name="resolution_new"),
    path(_MEETING + "resolutions/<int:number>/plan/", meeting_views.resolution_plan, name="resolution_plan"),
    path("agenda/territoires/<str:token>.ics", meeting_views.territory_calendar, name="territory_calendar"),
    path(SHEET + "agenda.ics", meeting_views.public_calendar, name="public_calendar"),
]

urlpatterns: list[URLPattern | URLResolver] = [*public, *frame, *plan, *indicators, *promises, *reviews, *support, *meetings]
