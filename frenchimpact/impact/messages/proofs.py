"""Asking somebody to look, and telling the team what was said of its figures."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.core.links import make_key
from frenchimpact.core.quantities import quantity
from frenchimpact.design.period_words import period_name
from frenchimpact.design.words import day
from frenchimpact.impact.models import Assessment, Followed, Measure, ProofRequest, Verification
from frenchimpact.methods.queries import evidence_words, unit_words
from frenchimpact.notifications.actions import News, tell_news, write_news
from frenchimpact.organisations.models import Membership
from frenchimpact.projects.rules import team_of

ASKED, LEVEL, VERDICT = "impact.proof_asked", "impact.level", "impact.verdict"
# The purpose of the links by which somebody looks without an account.
LINK = "impact.proof"


def look_key(request: ProofRequest) -> str:
    """The secret part of the address by which that person answers."""
    return make_key(LINK, request.pk, request.link_serial)


def look_page(request: ProofRequest) -> str:
    """Where who was asked answers: by the link, or in the space of their organisation."""
    with translation.override(settings.LANGUAGE_CODE):
        if request.organisation_id:
            return reverse("impact:look_asked", args=[request.pk])
        return reverse("impact:look_by_link", args=[look_key(request)])


def proofs_page(followed: Followed) -> str:
    """Where the team reads what was said of an indicator."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("impact:proofs", args=[followed.project.reference]) + f"#i{followed.pk}"


def value_words(measure: Measure) -> str:
    """« 12 ETP »."""
    return quantity(measure.value, unit_words(measure.followed.indicator.unit))


def send_request(request: ProofRequest, *, is_again: bool = False) -> None:
    """To the people of the organisation that was asked, or to an address, by a link that needs no account; again before its day."""
    followed = request.followed
    found = {"project": followed.project.name, "indicator": str(followed.indicator), "on": day(request.due_on)}

    def news() -> News:
        subject = _("Un regard extérieur est demandé sur « %(project)s »")
        if is_again:
            subject = _("Rappel : votre regard est attendu sur « %(project)s »")
        return News(
            subject=subject % found,
            lead=_("L’équipe du projet « %(project)s » vous demande de regarder ce qu’elle mesure") % found,
            quote=request.message,
            lines=(
                _("L’indicateur : %(indicator)s.") % {**found, "indicator": str(followed.indicator)},
                _("Vous dites si les valeurs sont justes, et quel est leur niveau de preuve ; si possible avant le %(on)s.")
                % {"on": day(request.due_on)},
            ),
            action=_("Regarder"),
            page=look_page(request),
            why=_("Vous recevez ce message parce que l’équipe de ce projet vous a désigné. Aucun compte n’est nécessaire.")
            if not request.organisation_id
            else _("Vous recevez ce message parce que l’équipe de ce projet a désigné votre structure."),
        )

    if request.organisation_id:
        held = Membership.objects.filter(organisation=request.organisation_id, until=None, user__is_active=True)
        people = [one.user for one in held.filter(role__in=[Membership.Role.ADMIN, Membership.Role.EDITOR]).select_related("user")]
        event = f"{request.pk}:{request.link_serial}" + (":again" if is_again else "")
        tell_news(people, kind=ASKED, news=news, event=event, due_on=request.due_on, is_task=True)
    else:
        with translation.override(settings.LANGUAGE_CODE):
            write_news(to=request.email, kind=ASKED, news=news(), language=settings.LANGUAGE_CODE, reference=followed.project.reference)


def _tell_team(followed: Followed, kind: str, event: str, news: Callable[[], News]) -> None:
    project = followed.project
    tell_news(team_of(project), kind=kind, news=news, event=event, reference=project.reference, thing=project.name)


def _why() -> str:
    return _("Vous recevez ce message parce que vous êtes de l’équipe de ce projet.")


def tell_declined(request: ProofRequest) -> None:
    """Who was asked will not look."""
    _tell_team(
        request.followed,
        LEVEL,
        f"declined:{request.pk}",
        lambda: News(
            subject=_("%(name)s ne regardera pas votre indicateur") % {"name": request.name},
            lead=_("%(name)s a refusé votre demande : demandez à quelqu’un d’autre") % {"name": request.name},
            quote=request.decline_reason,
            action=_("Voir les preuves"),
            page=proofs_page(request.followed),
            why=_why(),
        ),
    )


def tell_assessed(given: Assessment) -> None:
    """A level of proof was given."""
    followed = given.followed

    def news() -> News:
        found = {"indicator": str(followed.indicator), "level": evidence_words(given.level), "on": day(given.expires_on)}
        return News(
            subject=_("Niveau de preuve : %(indicator)s") % found,
            lead=_("« %(indicator)s » : niveau de preuve %(level)s") % found,
            quote=given.reason,
            lines=(_("Ce niveau compte jusqu’au %(on)s.") % found,),
            action=_("Voir les preuves"),
            page=proofs_page(followed),
            why=_why(),
        )

    _tell_team(followed, LEVEL, f"assessed:{given.pk}", news)


def tell_verdict(given: Verification) -> None:
    """A value was looked at."""
    measure = given.measure
    followed = measure.followed

    def news() -> News:
        found = {
            "indicator": str(followed.indicator),
            "value": value_words(measure),
            "period": period_name(measure.ends_on, followed.indicator.frequency),
        }
        is_right = given.verdict == Verification.Verdict.CONFIRMED
        lead = _("Valeur vérifiée : %(value)s (%(period)s)") if is_right else _("Valeur contestée : %(value)s (%(period)s)")
        return News(
            subject=(_("Vérifiée : %(indicator)s, %(period)s") if is_right else _("Contestée : %(indicator)s, %(period)s")) % found,
            lead=lead % found,
            quote=given.note,
            lines=() if is_right else (_("Tant qu’elle est contestée, elle ne compte pas. Corrigez-la, ou répondez à qui l’a regardée."),),
            action=_("Voir les preuves"),
            page=proofs_page(followed),
            why=_why(),
        )

    _tell_team(followed, VERDICT, f"{given.pk}", news)


def _tell_end(followed: Followed, what: str, lead: Callable[[dict[str, str]], str]) -> None:
    def news() -> News:
        found = {"indicator": str(followed.indicator), "on": day(followed.evidence_until)}
        return News(
            subject=lead(found),
            lead=lead(found),
            lines=(_("Un niveau de preuve compte trois ans. Demandez à quelqu’un d’autre de regarder vos mesures d’aujourd’hui."),),
            action=_("Demander un regard"),
            page=proofs_page(followed),
            why=_why(),
        )

    _tell_team(followed, LEVEL, f"{what}:{followed.pk}:{followed.evidence_until}", news)


def tell_expires(followed: Followed) -> None:
    """The level of proof soon counts no more."""
    _tell_end(followed, "expires", lambda found: _("La preuve de « %(indicator)s » compte jusqu’au %(on)s") % found)


def tell_expired(followed: Followed) -> None:
    """It counts no more."""
    _tell_end(followed, "expired", lambda found: _("La preuve de « %(indicator)s » ne compte plus depuis le %(on)s") % found)
