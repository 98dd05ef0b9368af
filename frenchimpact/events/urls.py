"""Addresses of events."""

from django.urls import URLPattern, path

from frenchimpact.events.views import cards, frames, kit, preparing, public, registering, welcoming

app_name = "events"

_OWN = "mon-espace/evenements/"
_ONE = _OWN + "<str:reference>/"

urlpatterns: list[URLPattern] = [
    path("evenements/", public.events, name="events"),
    path("integrer/calendrier/", frames.event_frame, name="event_frame"),
    path("evenements/calendrier.ics", public.calendar, name="calendar"),
    path("evenements/inscription/<str:key>/", registering.registration, name="registration"),
    path("evenements/inscription/<str:key>/annuler/", registering.registration_cancel, name="registration_cancel"),
    path("evenements/inscription/<str:key>/avis/", registering.registration_feedback, name="registration_feedback"),
    path("evenements/<slug:slug>/", public.event, name="event"),
    path("evenements/<slug:slug>.ics", public.event_ics, name="event_ics"),
    path("evenements/<slug:slug>/inscription/", registering.register, name="register"),
    path("tour/", public.tours, name="tours"),
    path("tour/<slug:slug>/", public.tour, name="tour"),
    path(_OWN, preparing.event_list, name="event_list"),
    path(_OWN + "nouveau/", preparing.event_new, name="event_new"),
    path(_ONE, preparing.event_space, name="event_space"),
    path(_ONE + "modifier/", preparing.event_edit, name="event_edit"),
    path(_ONE + "publier/", preparing.event_publish, name="event_publish"),
    path(_ONE + "archiver/", preparing.event_archive, name="event_archive"),
    path(_ONE + "reporter/", preparing.event_postpone, name="event_postpone"),
    path(_ONE + "nouvelle-date/", preparing.event_reschedule, name="event_reschedule"),
    path(_ONE + "annuler/", preparing.event_cancel, name="event_cancel"),
    path(_ONE + "programme/ajouter/", preparing.session_new, name="session_new"),
    path(_ONE + "programme/<int:number>/", preparing.session_edit, name="session_edit"),
    path(_ONE + "programme/<int:number>/retirer/", preparing.session_remove, name="session_remove"),
    path(_ONE + "inscriptions/", welcoming.event_registrations, name="event_registrations"),
    path(_ONE + "inscriptions/absents/", welcoming.mark_absent, name="mark_absent"),
    path(_ONE + "inscriptions/<int:pk>/", welcoming.registration_move, name="registration_move"),
    path(_ONE + "accueil/", welcoming.check_in, name="check_in"),
    path(_ONE + "carnet/", kit.kit, name="kit"),
    path(_ONE + "carnet/etat.json", kit.kit_state, name="kit_state"),
    path(_ONE + "carnet/envoi/", kit.kit_send, name="kit_send"),
    path(_ONE + "carnet/sw.js", kit.kit_worker, name="kit_worker"),
    path(_ONE + "carnet/carnet.webmanifest", kit.kit_manifest, name="kit_manifest"),
    path(_ONE + "fiches/", cards.event_cards, name="event_cards"),
    path(_ONE + "fiches/<int:number>/", cards.card_move, name="card_move"),
    path(_ONE + "suites/", welcoming.event_after, name="event_after"),
    path(_ONE + "suites/documents/", welcoming.material_add, name="material_add"),
    path(_ONE + "suites/documents/<int:number>/retirer/", welcoming.material_remove, name="material_remove"),
]
