"""What a browser says of itself, in two names that people know. Nothing finer is kept."""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

# The order matters: most browsers also claim to be those below them.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def names_of(user_agent: str) -> tuple[str, str]:
    """(browser, system); empty where unknown."""
    agent = user_agent[:500]
    browser = next((name for name, pattern in BROWSERS if re.search(pattern, agent)), "")
    system = next((name for name, pattern in SYSTEMS if re.search(pattern, agent)), "")
    return browser, system


def words_of(browser: str, system: str) -> Text:
    """« Firefox sur Windows », as far as it is known."""
    if browser and system:
        return format_lazy(_("{browser} sur {system}"), browser=browser, system=system)
    return browser or system or _("Navigateur inconnu")
