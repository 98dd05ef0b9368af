"""Declaring, working on and reading projects."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.projects.views import declarations, documents, readings, spaces, teams

app_name = "projects"
SPACE = "mon-espace/projets/<str:reference>/"
READING = "mon-espace/lecture/<str:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("projets/declarer/", declarations.declare, name="declare"),
    path("projets/declarer/etape/<int:step>/", declarations.declare, name="declare_step"),
    path("projets/declarer/brouillon/", declarations.draft_save, name="draft_save"),
    path("projets/declarer/apercu/", declarations.draft_preview, name="draft_preview"),
    path("projets/declarer/structures/", declarations.structure_results, name="structure_results"),
    path("projets/declarer/deposer/", declarations.declaration_submit, name="declaration_submit"),
    path("projets/declarer/reprendre/<str:key>/", declarations.declaration_resume, name="declaration_resume"),
    path("projets/declarer/brouillons/<int:pk>/", declarations.draft_take_up, name="draft_take_up"),
    path("projets/declarer/fait/<str:reference>/", declarations.declared, name="declared"),
    path("projets/rejoindre/<str:key>/", teams.invitation, name="invitation"),
    path("mon-espace/projets/invitations/<int:pk>/", teams.invitation_answer, name="invitation_answer"),
    path(SPACE, spaces.project_space, name="project_space"),
    path(SPACE + "fiche/", spaces.project_sheet, name="project_sheet"),
    path(SPACE + "fiche/enregistrer/", spaces.sheet_save, name="sheet_save"),
    path(SPACE + "fiche/confirmer/", spaces.sheet_confirm, name="sheet_confirm"),
    path(SPACE + "etape/", spaces.stage_change, name="stage_change"),
    path(SPACE + "passeport/", spaces.project_passport, name="project_passport"),
    path(SPACE + "passeport/repondre/", spaces.passport_answer, name="passport_answer"),
    path(SPACE + "publication/", spaces.project_publication, name="project_publication"),
    path(SPACE + "relancer/", spaces.project_revive, name="project_revive"),
    path(SPACE + "mettre-de-cote/", spaces.project_archive, name="project_archive"),
    path(SPACE + "equipe/", teams.project_team, name="project_team"),
    path(SPACE + "equipe/inviter/", teams.team_invite, name="team_invite"),
    path(SPACE + "equipe/changer/", teams.team_change, name="team_change"),
    path(SPACE + "equipe/retirer-invitation/", teams.invitation_withdraw, name="invitation_withdraw"),
    path(SPACE + "documents/", documents.project_documents, name="project_documents"),
    path(SPACE + "documents/ajouter/", documents.documents_add, name="documents_add"),
    path(SPACE + "documents/image/", documents.picture_set, name="picture_set"),
    path(SPACE + "documents/<int:pk>/", documents.project_document, name="project_document"),
    path(SPACE + "documents/<int:pk>/supprimer/", documents.document_delete, name="document_delete"),
    path(SPACE + "lecture/", readings.project_reading, name="project_reading"),
    path(SPACE + "lecture/repondre/", readings.project_answer, name="project_answer"),
    path(SPACE + "journal/", spaces.project_journal, name="project_journal"),
    path("mon-espace/lecture/", readings.reading_queue, name="reading_queue"),
    path(READING, readings.reading_desk, name="reading_desk"),
    path(READING + "prendre/", readings.reading_start, name="reading_start"),
    path(READING + "enregistrer/", readings.reading_save, name="reading_save"),
    path(READING + "envoyer/", readings.reading_send, name="reading_send"),
    path(READING + "question/", readings.information_ask, name="information_ask"),
    path(READING + "decision/", readings.reading_decide, name="reading_decide"),
]
