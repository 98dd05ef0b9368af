"""The demonstration's pages; they exist only when it is open."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.demo import views

app_name = "demo"

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/", views.home, name="home"),
    path("demo/entrer/", views.enter, name="enter"),
    path("demo/boite-mail/", views.mailbox, name="mailbox"),
    path("demo/boite-mail/ecrire/", views.letter, name="letter"),
    path("demo/boite-mail/<str:key>/", views.mail, name="mail"),
    path("demo/boite-mail/<str:key>/repondre/", views.answer, name="answer"),
    path("demo/boite-mail/<str:key>/html/", views.mail_html, name="mail_html"),
    path("demo/temps/", views.time, name="time"),
    path("demo/remettre-a-zero/", views.reset, name="reset"),
]
