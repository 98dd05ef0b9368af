"""Documents that go out under a neutral name, without what says who made them."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Refusal
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import bare_copy
from frenchimpact.files.rules import is_open
from frenchimpact.reviews.anonymous import file_name
from frenchimpact.reviews.models import Jury
from frenchimpact.reviews.pieces import Document


def send_piece(jury: Jury, document: Document, file: StoredFile) -> HttpResponse:
    """The bytes, saved and never shown as a page. Nothing in the headers tells the original from its copy."""
    if not is_open(file):
        raise Refusal(_("Cette pièce attend l’antivirus, ou il l’a mise à l’écart. Revenez dans quelques minutes."))
    content = bare_copy(file) if jury.is_anonymous else b""
    response = HttpResponse(content, content_type=file.what.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file_name(document.number, document.name)) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex"
    return response
