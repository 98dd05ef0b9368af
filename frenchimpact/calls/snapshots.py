"""The file as it stands, frozen: what was asked, what was answered, which documents with which fingerprint."""

import hashlib
import json
from typing import Any

from frenchimpact.accounts.models import User
from frenchimpact.calls import questions
from frenchimpact.calls.models import Application, Question, Snapshot
from frenchimpact.calls.queries.applications import Filled, filled
from frenchimpact.organisations.models import Organisation


def content_of(file: Filled) -> dict[str, Any]:
    """Everything that a reader needs, without a look at what may change later."""
    application = file.application
    return {
        "call": {"reference": application.call.reference, "title": application.call.title, "form": application.form.number},
        "organisation": _organisation(application.organisation),
        "project": {"reference": application.project.reference, "name": application.project.name} if application.project else None,
        "sections": [
            {"code": section.code, "title": section.title, "questions": [_question(file, one) for one in file.of(section)]}
            for section in file.sections
        ],
        "documents": [
            {"key": key, "name": one.name, "sha256": one.sha256, "file": str(one.key)} for key, found in file.files.items() for one in found
        ],
        "partners": [
            {"name": one.name, "kind": one.kind, "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None}
            for one in file.partners
        ],
    }


def _organisation(one: Organisation) -> dict[str, Any]:
    return {"id": one.pk, "name": one.name, "siren": one.siren, "siret": one.siret, "rna": one.rna}


def _question(file: Filled, question: Question) -> dict[str, Any]:
    names = [part.name for part in questions.parts_of(question, file.answers)]
    return {
        "key": question.key,
        "label": question.label,
        "kind": question.kind,
        "criterion": question.criterion.code if question.criterion else "",
        "audience": question.audience,
        "is_identifying": question.is_identifying,
        "words": questions.words_of(question, file.answers),
        "value": {name: file.answers[name] for name in names if file.answers.get(name)},
    }


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the content written in one way only: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def freeze(application: Application, *, by: User) -> Snapshot:
    """Write the next snapshot of a locked file."""
    content = content_of(filled(application))
    number = application.snapshots.count() + 1
    return Snapshot.objects.create(application=application, number=number, by=by, content=content, sha256=fingerprint(content))
