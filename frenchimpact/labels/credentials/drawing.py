"""The badge and the PDF of a label."""

import io
import json
from functools import lru_cache
from typing import Any, Literal

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.design.papers import FONTS, ROOMS, paper
from frenchimpact.labels.credentials.baking import bake_png, bake_svg, titled
from frenchimpact.labels.models import Certificate, Label

# Enough for a screen of high density.
_DOTS_PER_INCH = 144.0


@lru_cache(maxsize=256)
def _compiled(drawing: str, data: str, form: Literal["svg", "png"]) -> bytes:
    """A drawing, made once for the same words."""
    made: bytes = typst.compile(
        str(ROOMS / f"labels/papers/{drawing}.typ"),
        root=str(ROOMS),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format=form,
        ppi=_DOTS_PER_INCH,
    )
    return made


def _drawn(label: Label, form: Literal["svg", "png"]) -> bytes:
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "programme": settings.PROGRAMME_NAME,
            "kind": f"{_('Label')} {label.kind}",
            "holder": label.holder_name[:120],
            "reference": label.reference,
        }
    return _compiled("badge", json.dumps(words), form)


def state_svg(label: Label, *, said: str, tone: str) -> str:
    """The state of the label today, in the language in force, for other sites to show."""
    words = {
        "programme": settings.PROGRAMME_NAME,
        "kind": _("Label « %(kind)s »") % {"kind": label.kind},
        "holder": label.holder_name[:120],
        "status": said,
        "tone": tone,
        "holds": label.holds,
        "lang": translation.get_language() or settings.LANGUAGE_CODE,
    }
    return titled(_compiled("state", json.dumps(words), "svg").decode(), f"{title_of(label)} – {said}")


def title_of(label: Label) -> str:
    """What the badge says, for who does not see it."""
    return f"{_('Label')} « {label.kind} » – {label.holder_name} – {label.reference}"


def badge_svg(label: Label, certificate: Certificate) -> str:
    """The badge as a drawing, with its certificate inside."""
    return bake_svg(_drawn(label, "svg").decode(), certificate.content, title=title_of(label))


def badge_png(label: Label, certificate: Certificate) -> bytes:
    """The badge as a picture, with its certificate inside."""
    return bake_png(_drawn(label, "png"), certificate.content)


def square(text: str) -> str:
    """A QR code, as a drawing."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=2, scale=4, xmldecl=False)
    return out.getvalue().decode()


def attestation_pdf(label: Label, certificate: Certificate) -> bytes:
    """The certificate to print, in the language in force: accessible, with the signed credential attached."""
    verify = f"{settings.BASE_URL}/verifier/{label.reference}/"
    rows = [
        (_("Référence"), label.reference),
        (_("Label"), str(label.kind)),
        (_("Attribué le"), date_format(label.granted_on, "DATE_FORMAT")),
        (_("En vigueur du"), date_format(label.valid_from, "DATE_FORMAT")),
        (_("Au"), date_format(certificate.valid_until, "DATE_FORMAT")),
    ]
    rows += [(_("Décision"), label.decision)] if label.decision else []
    rows += [(_("Décidé par"), label.decided_by)] if label.decided_by else []
    data: dict[str, Any] = {
        "holder": label.holder_name,
        "note": label.terms.note,
        "criteria": label.terms.criteria,
        "rows": rows,
        "badge": _drawn(label, "svg").decode(),
        "code": square(verify),
        "address": verify,
        "file": f"attestation-{label.reference}.json",
        "credential": json.dumps(certificate.content, ensure_ascii=False, indent=1),
        "words": {
            "lead": _("%(programme)s atteste que ce label a été attribué à :") % {"programme": settings.PROGRAMME_NAME},
            "facts": _("Le label"),
            "recognised": _("Ce qui est reconnu"),
            "verify": _("Vérifier cette attestation"),
            "how": _("Un label peut être suspendu ou retiré. Avant de vous y fier, vérifiez son état du jour à cette adresse :"),
            "file": _(
                "L’attestation signée (Open Badges 3.0) est jointe à ce document : déposez-le sur la page de vérification,"
                " ou ouvrez la pièce jointe avec un logiciel qui lit ces attestations."
            ),
            "badge": _("Badge du label"),
            "code": _("Code à scanner, qui mène à la page de vérification"),
            "attached": _("Attestation signée, pour les logiciels"),
        },
    }
    title = _("Attestation de label")
    return paper("labels/papers/attestation.typ", data, title=title, day=clock.date_of(certificate.issued_at))
