"""Juries, their files, their sessions, and decisions."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.reviews.views import jurors

app_name = "reviews"
SEAT = "mon-espace/jury/<int:jury_id>/"
FILE = SEAT + "dossiers/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("mon-espace/jury/", jurors.desk, name="desk"),
    path(SEAT + "liens/", jurors.ties, name="ties"),
    path(FILE, jurors.evaluation, name="evaluation"),
    path(FILE + "enregistrer/", jurors.review_save, name="review_save"),
    path(FILE + "valider/", jurors.review_send, name="review_send"),
    path(FILE + "deport/", jurors.step_aside, name="step_aside"),
]
