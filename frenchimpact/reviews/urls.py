"""Juries, their files, their sessions, and decisions."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.reviews.views import decisions, experts, juries, jurors, reading, results, sittings

app_name = "reviews"
SEAT = "mon-espace/jury/<int:jury_id>/"
JURY = "mon-espace/jurys/<int:jury_id>/"
FILE = SEAT + "dossiers/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("appels/<slug:slug>/resultats/", results.results, name="results"),
    path("mon-espace/jury/", jurors.desk, name="desk"),
    path(SEAT + "liens/", jurors.ties, name="ties"),
    path(FILE, jurors.evaluation, name="evaluation"),
    path(FILE + "enregistrer/", jurors.review_save, name="review_save"),
    path(FILE + "valider/", jurors.review_send, name="review_send"),
    path(FILE + "pieces/<int:number>/", jurors.piece, name="piece"),
    path(FILE + "deport/", jurors.step_aside, name="step_aside"),
    path(SEAT + "seance/", sittings.sitting, name="sitting"),
    path(SEAT + "seance/<str:reference>/", sittings.ballot, name="ballot"),
    path(SEAT + "signer/", sittings.minutes_sign, name="minutes_sign"),
    path("mon-espace/jurys/", juries.juries, name="juries"),
    path(JURY, juries.jury, name="jury"),
    path(JURY + "nommer/", juries.juror_appoint, name="juror_appoint"),
    path(JURY + "membres/<int:juror_id>/retirer/", juries.juror_remove, name="juror_remove"),
    path(JURY + "ouvrir/", juries.jury_open, name="jury_open"),
    path(JURY + "deports/", juries.recusal_impose, name="recusal_impose"),
    path(JURY + "deports/<int:recusal_id>/lever/", juries.recusal_lift, name="recusal_lift"),
    path(JURY + "affectation/", juries.readers, name="readers"),
    path(JURY + "affectation/automatique/", juries.readers_assign, name="readers_assign"),
    path(JURY + "affectation/ajouter/", juries.reader_add, name="reader_add"),
    path(JURY + "affectation/<int:assignment_id>/retirer/", juries.reader_free, name="reader_free"),
    path(SEAT + "seance.ics", jurors.session_ics, name="session_ics"),
    path(JURY + "seance/prevoir/", sittings.session_plan, name="session_plan"),
    path(SEAT + "essai/", jurors.calibration, name="calibration"),
    path(JURY + "essai/", juries.trials, name="trials"),
    path(JURY + "essai/changer/", juries.trial_change, name="trial_change"),
    path(JURY + "experts/", experts.experts, name="experts"),
    path(JURY + "experts/demander/", experts.expert_ask, name="expert_ask"),
    path(JURY + "experts/<int:expertise_id>/changer/", experts.expert_change, name="expert_change"),
    path("avis-d-expert/<str:key>/", experts.expert, name="expert"),
    path("avis-d-expert/<str:key>/pieces/<int:number>/", experts.expert_piece, name="expert_piece"),
    path(JURY + "seance/", sittings.board, name="board"),
    path(JURY + "seance/ouvrir/", sittings.session_hold, name="session_hold"),
    path(JURY + "seance/presences/", sittings.presence, name="presence"),
    path(JURY + "seance/clore/", sittings.session_close, name="session_close"),
    path(JURY + "seance/dossiers/<str:reference>/", sittings.passage, name="passage"),
    path(JURY + "proces-verbal.pdf", sittings.minutes_paper, name="minutes_paper"),
    path(JURY + "decisions/", decisions.decisions, name="decisions"),
    path(JURY + "decisions/<str:reference>/reporter/", decisions.carry_over, name="carry_over"),
    path("mon-espace/decider/<str:reference>/", decisions.decide, name="decide"),
    path("mon-espace/envois/<int:batch_id>/", decisions.batch, name="batch"),
    path("mon-espace/envois/<int:batch_id>/envoyer/", decisions.batch_send, name="batch_send"),
    path("mon-espace/envois/<int:batch_id>/publier/", decisions.batch_publish, name="batch_publish"),
    path("mon-espace/courriers/<int:letter_id>/", decisions.outgoing, name="outgoing"),
    path("mon-espace/candidatures/<str:reference>/lecture-du-jury/", reading.jury_preview, name="jury_preview"),
    path("mon-espace/decisions/<str:reference>/<int:number>/", decisions.letter, name="letter"),
    path("mon-espace/decisions/<str:reference>/<int:number>/decision.pdf", reading.letter_paper, name="letter_paper"),
    path("mon-espace/decisions/<str:reference>/<int:number>/repondre/", decisions.letter_answer, name="letter_answer"),
]
