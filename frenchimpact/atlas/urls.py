"""Pages for everyone."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.atlas import views, views_directory, views_project

app_name = "atlas"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("annuaire/", views_directory.directory, name="directory"),
    path("projets/", views_directory.projects, name="projects"),
    path("projets/<slug:slug>/", views_project.project, name="project"),
]
