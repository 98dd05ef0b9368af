"""Pages for everyone."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.atlas import (
    views,
    views_directory,
    views_embedding,
    views_frames,
    views_labels,
    views_machines,
    views_organisation,
    views_pictures,
    views_place,
    views_project,
    views_search,
    views_territories,
)

app_name = "atlas"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("pour-moi/", views.for_me, name="for_me"),
    path("recherche/", views_search.search, name="search"),
    path("recherche/suggestions/", views_search.search_suggestions, name="search_suggestions"),
    path("annuaire/", views_directory.directory, name="directory"),
    path("annuaire/carte.json", views_machines.map_cells, name="map_cells"),
    path("apercu/<slug:kind>/<slug:slug>.png", views_pictures.share_picture, name="share_picture"),
    path("integrer/", views_embedding.embedding, name="embedding"),
    path("integrer/carte/", views_frames.map_frame, name="map_frame"),
    path("integrer/liste/", views_frames.list_frame, name="list_frame"),
    path("integrer/cadre.js", views_frames.frame_script, name="frame_script"),
    path("lieux/<slug:level>/<slug:code>/", views_place.place, name="place"),
    path("robots.txt", views_machines.robots, name="robots"),
    path("sitemap.xml", views_machines.sitemap, name="sitemap"),
    path("sitemap-<slug:name>.xml", views_machines.sitemap_part, name="sitemap_part"),
    path("labels/", views_labels.labels, name="labels"),
    path("territoires/", views_territories.territories, name="territories"),
    path("projets/", views_directory.projects, name="projects"),
    path("projets/<slug:slug>/", views_project.project, name="project"),
    path("structures/", views_directory.structures, name="structures"),
    path("structures/<slug:slug>/", views_organisation.organisation, name="organisation"),
]
