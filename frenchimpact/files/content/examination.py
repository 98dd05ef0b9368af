"""The examination: empty, kind by content, agreement with the name, allowed here, size, then what is proper to the kind."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from frenchimpact.files import refusals
from frenchimpact.files.content import archives, documents
from frenchimpact.files.content.signatures import REFUSED_EXTENSIONS, STRANGERS, sniff
from frenchimpact.files.kinds import IMAGES, KINDS, TEXTS, Intake, Kind
from frenchimpact.files.names import extension_of, size_words
from frenchimpact.files.refusals import FileRefusal

_BY_EXTENSION = {extension: kind for kind in KINDS.values() for extension in kind.extensions}


def examine(file: BinaryIO, *, name: str, size: int, intake: Intake) -> Kind:
    """The kind of the file, by its content. Images still have to be decoded (`images.prepare`). Raises FileRefusal."""
    if size == 0:
        raise refusals.empty()
    code = sniff(file)
    if code == "zip":
        code = archives.family(file, size)
    end = extension_of(name)
    if code == "txt":
        code = _text_kind(end)
    _agree(end, code)
    if code in STRANGERS:
        stranger = STRANGERS[code]
        raise FileRefusal(code, _("Ce fichier contient %(found)s. %(advice)s") % {"found": stranger.label, "advice": stranger.advice})
    kind = KINDS[code]
    if code not in intake.kinds:
        raise refusals.not_expected(kind.label, intake.words)
    check_size(size, kind, intake)
    _inside(file, size, kind)
    return kind


def check_size(size: int, kind: Kind, intake: Intake) -> None:
    """Refuse a file larger than its kind may be here."""
    if size > intake.limit(kind):
        raise FileRefusal(
            "too_big",
            _("Ce fichier pèse %(size)s ; la limite est de %(limit)s pour %(kind)s. Réduisez-le, ou coupez-le en plusieurs fichiers.")
            % {"size": size_words(size), "limit": size_words(intake.limit(kind)), "kind": kind.label},
        )


def _text_kind(end: str) -> str:
    kind = _BY_EXTENSION.get(end)
    return kind.code if kind and kind.code in TEXTS else "txt"


def _agree(end: str, code: str) -> None:
    """The name must not promise another kind than the content: whoever opens the file would be deceived."""
    said = _BY_EXTENSION.get(end)
    found = STRANGERS[code].label if code in STRANGERS else KINDS[code].label
    if said is not None and said.code != code:
        words = said.short
    elif said is None and end in REFUSED_EXTENSIONS and code not in STRANGERS:
        stranger = REFUSED_EXTENSIONS[end]
        if code in TEXTS:
            advice = STRANGERS[stranger]
            raise FileRefusal(stranger, _("Ce fichier contient %(found)s. %(advice)s") % {"found": advice.label, "advice": advice.advice})
        words = STRANGERS[stranger].label
    else:
        return
    raise FileRefusal(
        "mismatch",
        _(
            "Ce fichier se dit « %(said)s » (son nom finit par « %(end)s ») mais contient %(found)s. "
            "Envoyez le bon fichier, ou enregistrez-le à nouveau dans le bon format."
        )
        % {"said": words, "end": end, "found": found},
    )


def _inside(file: BinaryIO, size: int, kind: Kind) -> None:
    if kind.code in TEXTS:
        documents.check_text(file)
    elif kind.code == "pdf":
        documents.check_pdf(file, size)
    elif kind.code not in IMAGES:
        archives.check(file, size, kind)
