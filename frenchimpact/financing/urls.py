"""Addresses of the financing of projects."""

from django.urls import URLPattern, URLResolver, path

from frenchimpact.financing.views import files, groups, incompatible, lines, plans, registers, removals, shared, taking

app_name = "financing"
PLAN = "mon-espace/projets/<str:reference>/financements/"
REGISTER = "mon-espace/structures/<str:slug>/de-minimis/"
FUNDER = "mon-espace/financeur/incompatibilites/"
LINK = "mon-espace/entreprise-unique/<int:pk>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(PLAN, plans.plan, name="plan"),
    path(PLAN + "besoins/", plans.plan_needs, name="plan_needs"),
    path(PLAN + "besoins/ajouter/", plans.need_add, name="need_add"),
    path(PLAN + "besoins/<int:pk>/", plans.need_edit, name="need_edit"),
    path(PLAN + "besoins/<int:pk>/retirer/", plans.need_remove, name="need_remove"),
    path(PLAN + "tresorerie/", plans.plan_cash, name="plan_cash"),
    path(PLAN + "tresorerie/ajouter/", plans.cash_add, name="cash_add"),
    path(PLAN + "tresorerie/<int:pk>/", plans.cash_edit, name="cash_edit"),
    path(PLAN + "tresorerie/<int:pk>/retirer/", plans.cash_remove, name="cash_remove"),
    path(PLAN + "partage/", plans.plan_sharing, name="plan_sharing"),
    path(PLAN + "plan.xlsx", files.plan_xlsx, name="plan_xlsx"),
    path(PLAN + "plan.csv", files.plan_csv, name="plan_csv"),
    path(PLAN + "echeances.ics", files.plan_ics, name="plan_ics"),
    path(PLAN + "ajouter/", lines.line_add, name="line_add"),
    path(PLAN + "prendre/<slug:kind>/<str:key>/", taking.line_take, name="line_take"),
    path(PLAN + "versements/<int:pk>/", lines.payment_change, name="payment_change"),
    path(PLAN + "<int:pk>/", lines.line, name="line"),
    path(PLAN + "<int:pk>/modifier/", lines.line_edit, name="line_edit"),
    path(PLAN + "<int:pk>/etat/", lines.line_move, name="line_move"),
    path(PLAN + "<int:pk>/retirer/", lines.line_remove, name="line_remove"),
    path(PLAN + "<int:pk>/versements/", lines.payment_add, name="payment_add"),
    path("mon-espace/financements/aides/suggestions/", taking.aid_suggestions, name="aid_suggestions"),
    path("mon-espace/financements/aides/<slug:slug>/", taking.aid_plan, name="aid_plan"),
    path("mon-espace/financeur/de-minimis/<int:pk>/", removals.removal_answer, name="removal_answer"),
    path(FUNDER, incompatible.incompatible_aids, name="incompatible_aids"),
    path(FUNDER + "<int:pk>/", incompatible.incompatible_edit, name="incompatible_edit"),
    path("mon-espace/plans-partages/", shared.shared_plans, name="shared_plans"),
    path("mon-espace/plans-partages/<str:reference>/", shared.shared_plan, name="shared_plan"),
    path(REGISTER, registers.de_minimis, name="de_minimis"),
    path(REGISTER + "declarer/", registers.aid_declare, name="aid_declare"),
    path(REGISTER + "aides/<int:pk>/retirer/", registers.aid_withdraw, name="aid_withdraw"),
    path(REGISTER + "importees/<str:reference>/ecarter/", registers.imported_aside, name="imported_aside"),
    path(REGISTER + "attestations/", registers.declaration_make, name="declaration_make"),
    path(REGISTER + "attestations/<str:reference>.pdf", registers.declaration_pdf, name="declaration_pdf"),
    path(REGISTER + "groupe/", groups.group_found, name="group_found"),
    path(REGISTER + "groupe/ajouter/", groups.group_add, name="group_add"),
    path(LINK, groups.link_answer, name="link_answer"),
    path(LINK + "fin/", groups.link_end, name="link_end"),
    path(LINK + "annuler/", groups.link_cancel, name="link_cancel"),
]
