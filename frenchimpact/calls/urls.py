"""Calls for everyone, files for their people, instruction and building for operators."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.calls.views import batches, building, desk, enquiries, following, handing, instruction, people, public, starting, writing

app_name = "calls"
CALL = "appels/<slug:slug>/"
FILE = "mon-espace/candidatures/<str:reference>/"
QUESTION = FILE + "questions/<slug:key>/"
DESK = "mon-espace/appels/<slug:slug>/"
FORM = DESK + "formulaire/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("appels/", public.call_list, name="call_list"),
    path(CALL, public.call, name="call"),
    path(CALL + "suis-je-pret/", public.readiness, name="readiness"),
    path(CALL + "commencer/", starting.application_start, name="application_start"),
    path(CALL + "questions/", enquiries.enquiries, name="enquiries"),
    path(CALL + "questions/poser/", enquiries.enquiry_ask, name="enquiry_ask"),
    path("mon-espace/candidatures/", starting.application_list, name="application_list"),
    path(FILE, writing.application, name="application"),
    path(FILE + "reprendre/", starting.application_reuse, name="application_reuse"),
    path(FILE + "nouveautes/", starting.changes_seen, name="changes_seen"),
    path(FILE + "rubrique/<slug:code>/", writing.application_section, name="application_section"),
    path(FILE + "enregistrer/", writing.answers_save, name="answers_save"),
    path(QUESTION + "retirer/", writing.file_remove, name="file_remove"),
    path(QUESTION + "commenter/", writing.comment_add, name="comment_add"),
    path(QUESTION + "versions/", writing.answer_history, name="answer_history"),
    path(FILE + "verifier/", handing.application_check, name="application_check"),
    path(FILE + "deposer/", handing.application_submit, name="application_submit"),
    path(FILE + "depot/", handing.application_done, name="application_done"),
    path(FILE + "accuse.pdf", handing.receipt_pdf, name="receipt_pdf"),
    path(FILE + "dossier.pdf", handing.application_pdf, name="application_pdf"),
    path(FILE + "dossier/", handing.application_file, name="application_file"),
    path(FILE + "retirer/", handing.application_withdraw, name="application_withdraw"),
    path(FILE + "complement/", following.correction, name="correction"),
    path(FILE + "equipe/", people.application_people, name="application_people"),
    path(FILE + "equipe/inviter/", people.member_invite, name="member_invite"),
    path(FILE + "equipe/changer/", people.member_change, name="member_change"),
    path(FILE + "collectif/demander/", people.partner_ask, name="partner_ask"),
    path(FILE + "collectif/retirer/", people.partner_remove, name="partner_remove"),
    path("candidatures/rejoindre/<str:key>/", people.member_join, name="member_join"),
    path("candidatures/confirmer/<str:key>/", people.partner_answer, name="partner_answer"),
    path("mon-espace/appels/", desk.desk_list, name="desk_list"),
    path("mon-espace/appels/nouveau/", desk.call_new, name="call_new"),
    path(DESK, desk.call_desk, name="call_desk"),
    path(DESK + "avancer/", desk.call_move, name="call_move"),
    path(DESK + "copier/", desk.call_clone, name="call_clone"),
    path(DESK + "calendrier/", desk.call_cohorts, name="call_cohorts"),
    path(DESK + "calendrier/<int:number>/", desk.cohort_edit, name="cohort_edit"),
    path(DESK + "calendrier/<int:number>/ouvrir/", instruction.cohort_unseal, name="cohort_unseal"),
    path(DESK + "criteres/", desk.call_criteria, name="call_criteria"),
    path(DESK + "criteres/<int:number>/", desk.criterion_edit, name="criterion_edit"),
    path(DESK + "conditions/", desk.call_rules, name="call_rules"),
    path(DESK + "conditions/<int:number>/", desk.rule_edit, name="rule_edit"),
    path(DESK + "questions/", enquiries.call_enquiries, name="call_enquiries"),
    path(DESK + "questions/<int:number>/", enquiries.enquiry_edit, name="enquiry_edit"),
    path(FORM, building.call_form, name="call_form"),
    path(FORM + "commencer/", building.form_begin, name="form_begin"),
    path(FORM + "publier/", building.form_publish, name="form_publish"),
    path(FORM + "apercu/", building.form_preview, name="form_preview"),
    path(FORM + "essai/", building.test_file, name="test_file"),
    path(FORM + "rubrique/<slug:section>/", building.section_edit, name="section_edit"),
    path(FORM + "rubrique/<slug:section>/deplacer/", building.part_move, name="section_move"),
    path(FORM + "rubrique/<slug:section>/<slug:key>/", building.question_edit, name="question_edit"),
    path(FORM + "rubrique/<slug:section>/<slug:key>/deplacer/", building.part_move, name="question_move"),
    path(DESK + "candidatures/", instruction.instruction, name="instruction"),
    path(DESK + "candidatures/ensemble/", batches.instruction_batch, name="instruction_batch"),
    path(DESK + "candidatures/ensemble/complement/", batches.batch_correction, name="batch_correction"),
    path(DESK + "candidatures/<str:reference>/", instruction.instruction_file, name="instruction_file"),
    path(DESK + "candidatures/<str:reference>/verifier/", instruction.instruction_check, name="instruction_check"),
    path(DESK + "candidatures/<str:reference>/complement/", instruction.correction_ask, name="correction_ask"),
]
