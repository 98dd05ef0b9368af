"""The inbox of the product."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.notifications import views

app_name = "notifications"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/notifications/", views.inbox, name="inbox"),
    path("mon-espace/notifications/<int:notice_id>/", views.open_notice, name="open"),
    path("mon-espace/notifications/tout-lu/", views.read_all, name="read_all"),
    path("mon-espace/notifications/sourdine/", views.mute, name="mute"),
    path("mon-espace/notifications/courriels/", views.choose, name="choose"),
    path("mon-espace/notifications/essai/", views.test, name="test"),
    path("mon-espace/notifications/recus/", views.sent, name="sent"),
    path("mon-espace/notifications/adresse/", views.trust, name="trust"),
    path("alertes/", views.lost_link, name="lost_link"),
    path("alertes/<str:token>/", views.stop, name="stop"),
]
