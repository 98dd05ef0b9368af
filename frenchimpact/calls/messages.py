"""What the people of a file, and the operators, are told: in the transaction of what it tells, in the language of each reader."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import receipts, rules
from frenchimpact.calls.models import Application, ApplicationMember, CorrectionRequest, Enquiry, Partner
from frenchimpact.calls.models.applications import WRITING_STATES
from frenchimpact.core import clock
from frenchimpact.design.words import day
from frenchimpact.notifications.actions import News, finish_tasks, tell_news, write_news
from frenchimpact.organisations.models import Membership
from frenchimpact.organisations.rules import operators


def path(name: str, *args: Any) -> str:
    """The address of a page of ours, in the language in force."""
    return reverse(f"calls:{name}", args=args)


def people_of(application: Application) -> list[User]:
    """Those who write the file: its lead, the writers of its organisation, those invited to edit."""
    return list(writers_of(Application.objects.filter(pk=application.pk)))


def writers_of(files: QuerySet[Application]) -> QuerySet[User]:
    """Those who write these files, each once."""
    belong = Membership.objects.filter(organisation__in=files.values("organisation"), until=None, role__in=rules.WRITERS).values("user")
    members = ApplicationMember.objects.filter(application__in=files, ended_at=None, role=ApplicationMember.Role.EDIT)
    invited = members.exclude(user=None).values("user")
    people = User.objects.filter(Q(pk__in=files.values("lead")) | Q(pk__in=belong) | Q(pk__in=invited), is_active=True)
    return people.order_by("pk")


def tell(
    people: Iterable[User], *, kind: str, application: Application, event: object, news: Callable[[], News], due_on: dt.date | None = None
) -> None:
    """A line in each one's inbox and a mail in their language; something to do before `due_on` when it is given."""
    tell_news(
        people,
        kind=f"calls.{kind}",
        news=news,
        event=f"{application.pk}:{event}",
        is_task=due_on is not None,
        due_on=due_on,
        reference=application.reference,
        thing=application.call.title,
    )


def finish(application: Application, kind: str) -> None:
    """What was expected is done, or no longer expected."""
    finish_tasks(kind=f"calls.{kind}", reference=application.reference)


def of_the_file() -> str:
    """Why its people read this."""
    return _("Vous recevez ce message parce que vous participez à cette candidature.")


def of_the_programme() -> str:
    """Why operators read this."""
    return _("Vous recevez ce message parce que vous suivez les candidatures du programme.")


def tell_receipt(application: Application) -> None:
    """The receipt that the law asks for, at once (L. 112-11 and R. 112-5 CRPA)."""
    tell(
        people_of(application),
        kind="receipt",
        application=application,
        event=application.submitted_at,
        news=lambda: News(
            subject=_("Accusé de réception : %(call)s") % {"call": application.call.title},
            lead=_("Votre candidature est bien arrivée"),
            lines=tuple(receipts.sentences(application)),
            action=_("Ouvrir l’accusé de réception"),
            page=path("application_done", application.reference),
            why=of_the_file(),
        ),
    )


def tell_operators(application: Application) -> None:
    """A file waits to be checked. Demonstration data came in long ago: nobody waits for it."""
    if application.is_demo:
        return
    tell(
        operators(),
        kind="to_check",
        application=application,
        event=application.submitted_at,
        news=lambda: News(
            subject=_("Candidature à vérifier : %(name)s") % {"name": application.organisation.name},
            lead=_("Une candidature attend sa vérification"),
            lines=(_("%(name)s répond à l’appel « %(call)s ».") % {"name": application.organisation.name, "call": application.call.title},),
            action=_("Ouvrir la candidature"),
            page=path("instruction_file", application.call.slug, application.reference),
            why=of_the_programme(),
        ),
    )


def tell_withdrawn(application: Application, by: User) -> None:
    """The others of the file know that it was taken back."""
    tell(
        people_of(application),
        kind="withdrawn",
        application=application,
        event="withdrawn",
        news=lambda: News(
            subject=_("Candidature retirée : %(call)s") % {"call": application.call.title},
            lead=_("La candidature est retirée"),
            lines=(_("%(person)s l’a retirée. Plus personne ne la lit. Vous pouvez en commencer une autre.") % {"person": by},),
            action=_("Voir la candidature"),
            page=path("application", application.reference),
            why=of_the_file(),
        ),
    )


def tell_correction(application: Application, asked: CorrectionRequest) -> None:
    """What is asked, and by when."""
    tell(
        people_of(application),
        kind="correction",
        application=application,
        event=f"asked:{asked.pk}",
        due_on=asked.due_on,
        news=lambda: News(
            subject=_("Complément attendu : %(call)s") % {"call": application.call.title},
            lead=_("Votre dossier est à compléter avant le %(due)s") % {"due": day(asked.due_on)},
            quote=asked.message,
            lines=(_("Seules les réponses demandées sont à reprendre. Le reste du dossier ne change pas."),),
            action=_("Compléter le dossier"),
            page=path("correction", application.reference),
            why=of_the_file(),
        ),
    )


def tell_correction_given(application: Application) -> None:
    """The operator who looks after the file, or all of them, can go on."""
    if application.is_demo:
        return
    officer = application.officer
    tell(
        [officer] if officer else operators(),
        kind="correction_given",
        application=application,
        event=f"given:{application.snapshots.count()}",
        news=lambda: News(
            subject=_("Complément reçu : %(name)s") % {"name": application.organisation.name},
            lead=_("Le complément demandé est arrivé"),
            action=_("Vérifier le dossier"),
            page=path("instruction_file", application.call.slug, application.reference),
            why=of_the_programme(),
        ),
    )


def tell_officer(application: Application, by: User) -> None:
    """The operator who is asked to look after the file."""
    tell(
        [application.officer] if application.officer else [],
        kind="officer",
        application=application,
        event=f"officer:{clock.now().isoformat()}",
        news=lambda: News(
            subject=_("Candidature à suivre : %(name)s") % {"name": application.organisation.name},
            lead=_("%(person)s vous confie une candidature") % {"person": by},
            lines=(_("%(name)s répond à l’appel « %(call)s ».") % {"name": application.organisation.name, "call": application.call.title},),
            action=_("Ouvrir la candidature"),
            page=path("instruction_file", application.call.slug, application.reference),
            why=of_the_programme(),
        ),
    )


def tell_admitted(application: Application) -> None:
    """The file meets the conditions: what comes next."""
    tell(
        people_of(application),
        kind="checked",
        application=application,
        event="admitted",
        news=lambda: News(
            subject=_("Votre candidature est vérifiée : %(call)s") % {"call": application.call.title},
            lead=_("Votre candidature est recevable"),
            lines=(_("Elle est complète et remplit les conditions de l’appel. Elle va être évaluée. Vous n’avez rien à faire."),),
            action=_("Suivre la candidature"),
            page=path("application", application.reference),
            why=of_the_file(),
        ),
    )


def tell_postponed(application: Application) -> None:
    """The jury put the file off: with which wave it is judged."""
    tell(
        people_of(application),
        kind="checked",
        application=application,
        event=f"postponed:{application.cohort_id}",
        news=lambda: News(
            subject=_("Suite de votre candidature : %(call)s") % {"call": application.call.title},
            lead=_("Le jury a remis votre candidature à une autre séance"),
            lines=(_("Elle est jugée avec « %(cohort)s ». Vous n’avez rien à faire.") % {"cohort": application.cohort.title},),
            action=_("Suivre la candidature"),
            page=path("application", application.reference),
            why=of_the_file(),
        ),
    )


def tell_rejected(application: Application, reasons: str) -> None:
    """The file does not meet the conditions: why, and what may be done."""
    tell(
        people_of(application),
        kind="checked",
        application=application,
        event="rejected",
        news=lambda: News(
            subject=_("Votre candidature est vérifiée : %(call)s") % {"call": application.call.title},
            lead=_("Votre candidature n’est pas recevable"),
            quote=reasons,
            lines=(receipts.appeal_words(application),),
            action=_("Voir la candidature"),
            page=path("application", application.reference),
            why=of_the_file(),
        ),
    )


def tell_invited(application: Application) -> None:
    """The first stage is passed: the full file is to be written."""
    tell(
        people_of(application),
        kind="checked",
        application=application,
        event="invited",
        due_on=clock.date_of(application.cohort.closes_at),
        news=lambda: News(
            subject=_("Suite de votre candidature : %(call)s") % {"call": application.call.title},
            lead=_("Votre candidature passe à la deuxième étape"),
            lines=(_("Complétez maintenant le dossier. Vos premières réponses y sont déjà."),),
            action=_("Compléter le dossier"),
            page=path("application", application.reference),
            why=of_the_file(),
        ),
    )


def tell_member_invited(member: ApplicationMember, key: str) -> None:
    """The link that lets an invited person in."""
    application = member.application
    news = News(
        subject=_("Invitation à une candidature"),
        lead=_("%(person)s vous invite à une candidature") % {"person": member.invited_by},
        lines=(
            _("Appel : %(call)s. Structure : %(name)s.") % {"call": application.call.title, "name": application.organisation.name},
            _("Ce lien est pour vous, et sert une fois."),
        ),
        action=_("Voir l’invitation"),
        page=path("member_join", key),
        why=_("Vous recevez ce message parce que cette personne a écrit votre adresse. Sinon, ne faites rien."),
    )
    write_news(to=member.email, kind="calls.invitation", news=news, language=translation.get_language() or "", is_secret=True)


def tell_partner_asked(partner: Partner, key: str) -> None:
    """The link by which a member of a collective confirms."""
    application = partner.application
    news = News(
        subject=_("Confirmez votre participation"),
        lead=_("%(lead)s présente une candidature avec vous") % {"lead": application.organisation.name},
        lines=(
            _("Appel : %(call)s. Votre structure y est citée : %(name)s.") % {"call": application.call.title, "name": partner.name},
            _("Dites oui ou non. Sans compte, en une minute."),
        ),
        action=_("Répondre"),
        page=path("partner_answer", key),
        why=_("Vous recevez ce message parce que votre structure est citée dans cette candidature."),
    )
    write_news(to=partner.email, kind="calls.partner", news=news, language=translation.get_language() or "", is_secret=True)


def tell_partner_answered(partner: Partner) -> None:
    """The lead knows who said what."""
    application = partner.application

    def lead() -> str:
        if partner.confirmed_at is not None:
            return _("« %(name)s » confirme sa participation")
        if partner.declined_at is not None:
            return _("« %(name)s » ne participe pas")
        return _("« %(name)s » revient sur sa réponse : elle n’a plus dit ni oui ni non")

    tell(
        [application.lead],
        kind="partner_answered",
        application=application,
        event=f"partner:{partner.pk}:{clock.now()}",
        news=lambda: News(
            subject=_("Collectif : réponse de %(name)s") % {"name": partner.name},
            lead=lead() % {"name": partner.name},
            action=_("Voir le collectif"),
            page=path("application_people", application.reference),
            why=of_the_file(),
        ),
    )


def tell_enquiry(enquiry: Enquiry) -> None:
    """The operators have a question to answer."""
    call = enquiry.call
    if call.is_demo:
        return
    tell_news(
        operators(),
        kind="calls.enquiry_asked",
        news=lambda: News(
            subject=_("Question sur l’appel : %(call)s") % {"call": call.title},
            lead=_("Une question sur un appel attend sa réponse"),
            quote=enquiry.text,
            action=_("Répondre pour tout le monde"),
            page=path("enquiry_edit", call.slug, enquiry.pk),
            why=of_the_programme(),
        ),
        event=f"enquiry:{enquiry.pk}",
        reference=call.reference,
        thing=call.title,
    )


def tell_answered(enquiry: Enquiry) -> None:
    """Who asked and everyone who is writing a file for the call learn the same thing at the same moment."""
    call, was_corrected = enquiry.call, enquiry.corrected_at is not None
    writing = Application.objects.filter(call=call, state__in=WRITING_STATES, is_test=False)
    people = writers_of(writing) | User.objects.filter(pk=enquiry.asked_by_id, is_active=True)
    tell_news(
        people,
        kind="calls.enquiry_answered",
        news=lambda: News(
            subject=(_("Réponse corrigée : %(call)s") if was_corrected else _("Question et réponse : %(call)s")) % {"call": call.title},
            lead=_("Une réponse est corrigée") if was_corrected else _("Une réponse est publiée pour tout le monde"),
            quote=enquiry.question,
            lines=(enquiry.answer,),
            action=_("Lire toutes les réponses"),
            page=path("enquiries", call.slug) + f"#q-{enquiry.pk}",
            why=_("Vous recevez ce message parce que vous avez posé cette question, ou que vous écrivez un dossier pour cet appel."),
        ),
        event=f"enquiry:{enquiry.pk}:{enquiry.corrected_at or enquiry.answered_at}",
        reference=call.reference,
        thing=call.title,
    )


def tell_set_aside(enquiry: Enquiry) -> None:
    """Who asked reads why there is no public answer."""
    call = enquiry.call
    tell_news(
        [enquiry.asked_by],
        kind="calls.enquiry_answered",
        news=lambda: News(
            subject=_("Votre question sur l’appel : %(call)s") % {"call": call.title},
            lead=_("Votre question n’est pas publiée"),
            quote=enquiry.set_aside_because,
            action=_("Lire toutes les réponses"),
            page=path("enquiries", call.slug),
            why=_("Vous recevez ce message parce que vous avez posé cette question."),
        ),
        event=f"enquiry:{enquiry.pk}:aside",
        reference=call.reference,
        thing=call.title,
    )
