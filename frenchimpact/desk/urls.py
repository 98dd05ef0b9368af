"""Pages of the signed-in person."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.desk import held, people, service, views, views_recovery

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/", views.home, name="home"),
    path("mon-espace/projets/", views.projects, name="projects"),
    path("mon-espace/agenda/", views.agenda, name="agenda"),
    path("mon-espace/agenda/adresse/", views.calendar_change, name="calendar_change"),
    path("agenda/<str:token>.ics", views.calendar, name="calendar"),
    path("mon-espace/casquettes/", views.hats, name="hats"),
    path("mon-espace/mails/<uuid:key>/renvoyer/", views.mail_again, name="mail_again"),
    path("mon-espace/courrier/", held.mail_received, name="mail_received"),
    path("mon-espace/courrier/<int:message_id>/", held.mail_message, name="mail_message"),
    path("mon-espace/courrier/<int:message_id>/brut/", held.mail_raw, name="mail_raw"),
    path("mon-espace/courrier/<int:message_id>/accepter/", held.mail_accept, name="mail_accept"),
    path("mon-espace/courrier/<int:message_id>/ecarter/", held.mail_aside, name="mail_aside"),
    path("mon-espace/programme/service/", service.service, name="service"),
    path("mon-espace/programme/service/taches/<int:number>/rejouer/", service.job_replay, name="job_replay"),
    path("mon-espace/programme/personnes/", people.people, name="people"),
    path("mon-espace/programme/personnes/<int:person_id>/", people.person_sheet, name="person_sheet"),
    path("mon-espace/programme/personnes/<int:person_id>/voir/", people.look_begin, name="look_begin"),
    path("mon-espace/regard/finir/", people.look_end, name="look_end"),
    path("mon-espace/retours/", views_recovery.recovery_list, name="recovery_list"),
    path("mon-espace/retours/<int:recovery_id>/", views_recovery.recovery_decide, name="recovery_decide"),
]
