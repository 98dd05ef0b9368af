"""What every public page says of itself to machines (schema.org); pages of things say more in their own head."""

from django.conf import settings
from markupsafe import Markup

from frenchimpact.core.linked_data import linked_data
from frenchimpact.design.shell import Shell

# Pages of one person, which no machine reads.
OWN = ("/mon-espace/", "/connexion/", "/demo/")


def page_data(shell: Shell, title: str, description: str, lang: str) -> Markup:
    """The page as it is called, in its language, as a part of the site; nothing of a person's own pages."""
    home = "/" if lang == settings.LANGUAGE_CODE else f"/{lang}/"
    if ("/" + shell.path.removeprefix(home)).startswith(OWN):
        return Markup("")
    site = {"@type": "WebSite", "name": shell.programme, "url": shell.absolute(home)}
    page = {"@type": "WebPage", "name": title, "description": description, "url": shell.canonical, "inLanguage": lang, "isPartOf": site}
    return Markup('<script type="application/ld+json">{}</script>').format(linked_data(page))
