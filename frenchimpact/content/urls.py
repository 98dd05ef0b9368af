"""What everyone reads, and the desk where it is written."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.content import views, views_desk

app_name = "content"
DESK = "mon-espace/contenus/"
ONE = DESK + "<slug:kind>/<slug:slug>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("aide/", views.help_page, name="help"),
    path("aide/<slug:slug>/", views.help_entry, name="help_entry"),
    path("actualites/", views.news_list, name="news_list"),
    path("actualites/<slug:slug>/", views.news, name="news"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("accessibilite/grille/", views.accessibility_grid, name="accessibility_grid"),
    path("mentions-legales/", views.legal, name="legal"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("cgu/", views.terms, name="terms"),
    path(DESK, views_desk.writings, name="writings"),
    path(DESK + "<slug:kind>/", views_desk.writings, name="writings_of"),
    path(DESK + "<slug:kind>/ajouter/", views_desk.writing_new, name="writing_new"),
    path(ONE, views_desk.writing, name="writing"),
    path(ONE + "apercu/", views_desk.writing_preview, name="writing_preview"),
    path(ONE + "comparer/", views_desk.writing_compare, name="writing_compare"),
    path(ONE + "montrer/", views_desk.writing_plan, name="writing_plan"),
    path(ONE + "publier/", views_desk.writing_publish, name="writing_publish"),
    path(ONE + "reprendre/", views_desk.writing_restore, name="writing_restore"),
    path(ONE + "retirer/", views_desk.writing_withdraw, name="writing_withdraw"),
]
