"""Reading what is written, with its history: for those who write it."""

import difflib
from dataclasses import dataclass

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.content.actions import TEXTS
from frenchimpact.content.defaults import DEFAULTS
from frenchimpact.content.models import Version, Writing
from frenchimpact.content.wording import COMMON
from frenchimpact.notifications.rules import KINDS
from frenchimpact.organisations.rules import Anyone

# Mails that the accounts room sends, which nobody may refuse.
SIGN_IN = "accounts.sign_in"


@dataclass
class Work:
    """One writing as its authors see it; without row nor version while nobody changed what came with the platform."""

    kind: str
    slug: str
    writing: Writing | None
    latest: Version

    @property
    def number(self) -> int:
        """The number of the latest version; 0 for what came with the platform."""
        return self.latest.number if self.writing else 0

    @property
    def title(self) -> str:
        """Its title, in the reader's language when it has one."""
        return (self.latest.title_en if translation.get_language() == "en" else "") or self.latest.title_fr

    @property
    def is_shipped(self) -> bool:
        """Whether the platform has a text of its own for it."""
        return (self.kind, self.slug) in DEFAULTS

    @property
    def state(self) -> str:
        """shipped, draft, published, changed (published, with a newer version), or withdrawn."""
        if self.writing is None:
            return "shipped"
        if self.writing.published_id is None:
            return "withdrawn" if self.latest.number > 1 else "draft"
        return "published" if self.writing.published_id == self.latest.pk else "changed"


def find_work(user: Anyone, kind: str, slug: str) -> Work:
    """One writing, by kind and slug; what has neither a row nor a text of the platform does not exist. Raises Http404."""
    writing = Writing.objects.filter(kind=kind, slug=slug).select_related("published").first()
    if writing is not None:
        return Work(kind, slug, writing, writing.versions.select_related("by").order_by("-number")[0])
    default = DEFAULTS.get((kind, slug))
    if default is not None:
        return Work(kind, slug, None, Version(number=0, **{name: getattr(default, name) for name in TEXTS}))
    if kind == Writing.Kind.MAIL and slug in mail_kinds():
        return Work(kind, slug, None, Version(number=0, title_fr="[[sujet]]", title_en="[[sujet]]"))
    raise Http404


def mail_kinds() -> dict[str, str]:
    """The mails whose words may be completed: their slug, and what they are."""
    found = {COMMON: _("Tous les courriels"), SIGN_IN.replace(".", "-"): _("Code de connexion")}
    return found | {code.replace(".", "-"): str(kind.words) for code, kind in KINDS.items()}


def works_of(kind: str) -> list[Work]:
    """Every writing of that kind, those of the platform included, in their order."""
    rows = {one.slug: one for one in Writing.objects.filter(kind=kind).select_related("published")}
    latest: dict[int, Version] = {}
    for version in Version.objects.filter(writing__kind=kind).order_by("writing", "number"):
        latest[version.writing_id] = version
    found = [Work(kind, slug, one, latest[one.pk]) for slug, one in rows.items() if one.pk in latest]
    for (of_kind, slug), text in DEFAULTS.items():
        if of_kind == kind and slug not in rows:
            found.append(Work(kind, slug, None, Version(number=0, **{name: getattr(text, name) for name in TEXTS})))
    if kind == Writing.Kind.MAIL:
        found += [Work(kind, slug, None, Version(number=0, title_fr="[[sujet]]")) for slug in mail_kinds() if slug not in rows]
    places = {slug: text.position for (of_kind, slug), text in DEFAULTS.items() if of_kind == kind}
    return sorted(found, key=lambda work: (work.writing.position if work.writing else places.get(work.slug, 100), work.slug))


def find_version(work: Work, number: str) -> Version:
    """One version of a writing, or Http404."""
    if work.writing is None:
        raise Http404
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    version = work.writing.versions.select_related("by").filter(number=wanted).first()
    if version is None:
        raise Http404
    return version


@dataclass(frozen=True)
class Change:
    """A line that is in one text only, or in both."""

    sign: str
    line: str


def compared(before: str, after: str) -> list[Change]:
    """The lines of both texts: « - » gone, « + » new, nothing when they are the same."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [Change(line[0].strip(), line[2:]) for line in lines if line[0] != "?"]
