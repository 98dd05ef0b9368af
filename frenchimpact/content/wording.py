"""What the operator adds to the mails of the platform: another subject, a few words before the button."""

from markupsafe import Markup

from frenchimpact.content import shown, writing
from frenchimpact.content.models import Writing
from frenchimpact.mail.actions import Wording

# For every mail, whatever its kind.
COMMON = "tous"
SUBJECT = "[[sujet]]"


def wording_of(kind: str, subject: str) -> Wording | None:
    """The subject and the words of a mail of that kind, in the language in force; None when the operator wrote nothing."""
    own = shown.one_shown(Writing.Kind.MAIL, kind.replace(".", "-"))
    common = shown.one_shown(Writing.Kind.MAIL, COMMON)
    if own is None and common is None:
        return None
    return made([one for one in (own, common) if one is not None], own.text.title if own else SUBJECT, subject)


def made(texts: list[shown.Shown], title: str, subject: str) -> Wording:
    """The words of these texts one after the other; the subject as the title says it, around the one of the platform."""
    bodies = [one.text.body for one in texts if one.text.body]
    line = SUBJECT.join(writing.as_mail(piece) for piece in title.split(SUBJECT)).replace(SUBJECT, subject)
    html = Markup("").join(writing.as_html(body) for body in bodies)
    return Wording(subject=line, html=html, text="\n\n".join(writing.as_mail(body) for body in bodies))
