"""Pages of the signed-in person."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.desk import views

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/", views.home, name="home"),
    path("mon-espace/agenda/", views.agenda, name="agenda"),
    path("mon-espace/agenda/adresse/", views.calendar_change, name="calendar_change"),
    path("agenda/<str:token>.ics", views.calendar, name="calendar"),
    path("mon-espace/casquettes/", views.hats, name="hats"),
    path("mon-espace/mails/<uuid:key>/renvoyer/", views.mail_again, name="mail_again"),
]
