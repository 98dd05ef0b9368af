"""What a machine can say of the pages of the accessibility sample (RGAA 4.1.2), page by page, to be read beside what a person saw.

`BASE=http://… .venv/bin/python -m tests.inspect_pages`, on a demonstration that runs. One JSON object a page: what axe finds, and what it
does not look at: tables, frames, media, languages, order of the keyboard and traps, reflow, spacing, zoom, names of controls.
"""

import json
import os
import sys
from typing import Any

from playwright.sync_api import Page, sync_playwright

from frenchimpact.design.audit import pages
from tests.browser import axe_violations, launch
from tests.walk import BASE, enter

FACTS = """
() => {
  const all = (css) => [...document.querySelectorAll(css)];
  const shown = (one) => one.checkVisibility ? one.checkVisibility() : true;
  const text = (one) => (one.innerText || one.textContent || '').trim().replace(/\\s+/g, ' ').slice(0, 60);
  const ids = all('[id]').map((one) => one.id);
  return {
    title: document.title, doctype: document.doctype && document.doctype.name, lang: document.documentElement.lang,
    langs: all('[lang]').slice(1).map((one) => one.lang), dirs: all('[dir]').length,
    h: all('h1,h2,h3,h4,h5,h6').filter(shown).map((one) => one.tagName[1] + ' ' + text(one)),
    landmarks: all('header,nav,main,footer,aside,form[role=search],[role=search],search').map((one) =>
      one.tagName.toLowerCase() + (one.getAttribute('aria-label') ? ' ' + one.getAttribute('aria-label') : '')),
    skip: all('a[href^="#"]').slice(0, 4).map(text),
    img: all('img').map((one) => [one.getAttribute('alt'), one.src.split('/').pop()]),
    svg: all('svg').filter((one) => one.getAttribute('aria-hidden') !== 'true').map((one) =>
      [one.getAttribute('role'), one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')]),
    canvas: all('canvas,object,embed,area').length, frames: all('iframe').map((one) => one.title),
    media: all('video,audio').length, figures: all('figure').map((one) => [one.getAttribute('role'), !!one.querySelector('figcaption')]),
    tables: all('table').map((one) => [text(one.caption || {}), one.querySelectorAll('th').length,
      one.querySelectorAll('th:not([scope])').length, one.getAttribute('role')]),
    links: Object.entries(all('a[href]').filter(shown).reduce((kept, one) => {
      const name = one.getAttribute('aria-label') || text(one);
      (kept[name] ||= new Set()).add(one.pathname + one.search); return kept; }, {}))
      .filter(([, to]) => to.size > 1).map(([name, to]) => [name, to.size]),
    twins: ids.filter((one, at) => ids.indexOf(one) !== at),
    blank: all('[target=_blank]').map(text), access: all('[accesskey]').length, refresh: all('meta[http-equiv=refresh]').length,
    fields: all('input:not([type=hidden]):not([type=submit]),select,textarea').filter(shown).map((one) => [
      one.type, one.name, one.autocomplete,
      one.labels && one.labels[0] ? text(one.labels[0]) : one.getAttribute('aria-label'), one.required]),
    groups: all('fieldset').map((one) => text(one.querySelector('legend') || {})),
    buttons: all('button,input[type=submit]').filter(shown).map((one) => one.getAttribute('aria-label') || text(one) || one.value),
    live: all('[aria-live],[role=status],[role=alert]').length, moving: all('marquee,blink').length,
    docs: all('a[href$=".pdf"],a[href$=".xlsx"],a[href$=".csv"],a[href$=".ods"]').map(text),
    presentational: all('b,i,u,font,center,big,strike,tt').filter((one) => one.tagName !== 'I' || !one.hidden).length,
  };
}
"""
FOCUS = """
() => { const one = document.activeElement; if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return [one.tagName.toLowerCase(), (one.getAttribute('aria-label') || one.innerText || one.name || '').trim().slice(0, 40),
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none', Math.round(box.top + scrollY)]; }
"""
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-bottom: 2em !important }"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """
() => [...document.querySelectorAll('main *')].filter((one) => { const style = getComputedStyle(one);
  return one.children.length === 0 && one.innerText && ['hidden', 'clip'].includes(style.overflowX) && !one.closest('.sr')
    && one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 2; })
  .map((one) => one.className + ' ' + one.innerText.slice(0, 30)).slice(0, 5)
"""


def keyboard(page: Page, most: int = 160) -> dict[str, Any]:
    """Where Tab goes: how many stops, those without visible focus, those that turn round."""
    page.keyboard.press("Tab")
    stops: list[Any] = []
    for _turn in range(most):
        one = page.evaluate(FOCUS)
        if one is None:
            break
        stops.append(one)
        page.keyboard.press("Tab")
    unseen = [one[:2] for one in stops if not one[2]]
    trapped = len(stops) >= 12 and len({tuple(one[:2]) for one in stops[-6:]}) == 1
    first = [one[1] for one in stops[:3]]
    return {"stops": len(stops), "first": first, "unseen": unseen[:6], "trapped": trapped, "ended": len(stops) < most}


def page_facts(page: Page, path: str) -> dict[str, Any]:
    """All of it, for one page."""
    answer = page.goto(BASE + path)
    page.wait_for_load_state("load")
    found: dict[str, Any] = page.evaluate(FACTS)
    found["status"], found["path"], found["axe"] = answer.status if answer else 0, path, axe_violations(page)
    found["keyboard"] = keyboard(page)
    page.goto(BASE + path)
    found["spacing"] = [page.evaluate(f"() => {{ const one = document.createElement('style'); return {WIDER}; }}")]
    page.evaluate("words => { const one = new CSSStyleSheet(); one.replaceSync(words); document.adoptedStyleSheets.push(one); }", SPACED)
    found["spacing"] += [page.evaluate(WIDER), page.evaluate(CUT)]
    page.goto(BASE + path)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    found["zoom"] = [page.evaluate(WIDER), page.evaluate(CUT)]
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(BASE + path)
    found["reflow"] = page.evaluate(WIDER)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def main() -> int:
    """The whole sample."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for one in pages():
            page = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", locale="fr-FR").new_page()
            page.set_default_timeout(60_000)
            if one.role:
                enter(page, one.role)
            print(json.dumps({"key": one.key, **page_facts(page, one.path)}, ensure_ascii=False), flush=True)
            page.context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main())
