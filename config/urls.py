"""Where each room's pages are. French addresses; English ones stand under /en/ with the same names."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    # Asked most, by machines that wait: before the several hundred addresses of the pages.
    path("", include("frenchimpact.opendata.urls")),
    *i18n_patterns(
        path("", include("frenchimpact.accounts.urls")),
        path("", include("frenchimpact.geo.urls")),
        path("", include("frenchimpact.design.urls")),
        path("", include("frenchimpact.journal.urls")),
        path("", include("frenchimpact.notifications.urls")),
        path("", include("frenchimpact.files.urls")),
        path("", include("frenchimpact.organisations.urls")),
        path("", include("frenchimpact.conversations.urls")),
        path("", include("frenchimpact.methods.urls")),
        path("", include("frenchimpact.projects.urls")),
        path("", include("frenchimpact.labels.urls")),
        path("", include("frenchimpact.territories.urls")),
        # Before aids, whose sheets take any word under the same address.
        path("", include("frenchimpact.commitments.urls")),
        path("", include("frenchimpact.aids.urls")),
        path("", include("frenchimpact.financing.urls")),
        path("", include("frenchimpact.impact.urls")),
        path("", include("frenchimpact.barriers.urls")),
        path("", include("frenchimpact.events.urls")),
        path("", include("frenchimpact.support.urls")),
        path("", include("frenchimpact.resources.urls")),
        path("", include("frenchimpact.mesh.urls")),
        path("", include("frenchimpact.reviews.urls")),
        path("", include("frenchimpact.calls.urls")),
        path("", include("frenchimpact.offers.urls")),
        path("", include("frenchimpact.observatory.urls")),
        path("", include("frenchimpact.machines.urls")),
        path("", include("frenchimpact.federation.urls")),
        path("", include("frenchimpact.solutions.urls")),
        path("", include("frenchimpact.privacy.urls")),
        path("", include("frenchimpact.desk.urls")),
        path("", include("frenchimpact.atlas.urls")),
        path("", include("frenchimpact.opendata.pages")),
        path("", include("frenchimpact.content.urls")),
        path("", include("frenchimpact.minisites.urls")),
        path("", include("frenchimpact.demo.urls")),
        prefix_default_language=False,
    ),
    path("", include("frenchimpact.geo.file_urls")),
    path("", include("frenchimpact.labels.machine_urls")),
    path("", include("frenchimpact.methods.machine_urls")),
    path("", include("frenchimpact.core.urls")),
]

handler400 = "frenchimpact.design.incidents.bad_request"
handler403 = "frenchimpact.design.incidents.forbidden"
handler404 = "frenchimpact.design.incidents.not_found"
handler500 = "frenchimpact.design.incidents.broken"
