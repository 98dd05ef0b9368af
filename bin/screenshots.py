"""Takes the pictures of the README from a running demonstration: `make run` in one terminal, `make screenshots` in another."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import sync_playwright

from tests.browser import launch

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
BASE = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
# Name, address, width, height, colours.
SHOTS = [
    ("home-1280", "/", 1280, 960, "light"),
    ("directory-1280", "/projets/?region=84", 1280, 960, "light"),
    ("labels-1280", "/labels/", 1280, 960, "light"),
    ("declare-320", "/projets/declarer/", 320, 640, "dark"),
]


def main() -> None:
    """Write one PNG per shot."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, address, width, height, colours in SHOTS:
            page = browser.new_page(base_url=BASE, viewport={"width": width, "height": height}, color_scheme=colours, locale="fr-FR")
            page.goto(address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
