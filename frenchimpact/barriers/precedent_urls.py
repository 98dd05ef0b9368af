"""Addresses of published answers."""

from django.urls import URLPattern, path

from frenchimpact.barriers.views import near, precedents

patterns: list[URLPattern] = [
    path("freins/proches/", near.near_answers, name="near_answers"),
]
# After every other address below /freins/: a published answer is at its own name.
last: list[URLPattern] = [
    path("freins/<slug:slug>/", precedents.precedent, name="precedent"),
]
