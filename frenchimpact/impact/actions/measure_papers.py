"""Files beside a value: attendance sheets, an extract of a register, a study."""

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal
from frenchimpact.files import actions as files
from frenchimpact.files.actions import Taken
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import files_of, intake
from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries.measures import MEASURE_PAPER

DOCUMENTS = intake("document")
MOST = 20


def add_measure_papers(*, measure: Measure, sent: "MultiValueDict[str, UploadedFile[bytes]]", fields: QueryDict, by: User) -> Taken:
    """Take the files of the field « papers ». Those that are refused say why, the others are kept. Raises Refusal past twenty."""
    coming = len(sent.getlist("papers")) + len(fields.getlist("papers_parcel"))
    if files_of(measure, MEASURE_PAPER).count() + coming > MOST:
        raise Refusal(_("Vingt pièces au plus. Réunissez-les, ou retirez-en."))
    return files.take_sent(
        sent=sent,
        fields=fields,
        name="papers",
        owner=measure,
        purpose=MEASURE_PAPER,
        intake=DOCUMENTS,
        by=by,
        audience=StoredFile.Audience.PRIVATE,
    )


def remove_measure_paper(*, measure: Measure, file: StoredFile, by: User) -> None:
    """Delete a file: its bytes go, the trail keeps that it was there. Raises Refusal once somebody looked at the value."""
    if (file.owner_model, file.owner_id) != (measure._meta.label, measure.pk):
        raise ValueError("the file belongs to something else")
    if measure.state in (Measure.State.VERIFIED, Measure.State.LOCKED):
        raise Refusal(_("Cette valeur a été vérifiée sur pièces : elles restent avec elle."))
    files.delete_file(file=file, by=by)
