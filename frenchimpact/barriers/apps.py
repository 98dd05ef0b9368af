from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

# The tabs of the desk.
WORK, REGISTER, PUBLISH, NETWORK = _("Traiter"), _("Registre"), _("Publier"), _("Réseau")


def _add(words: Text, path: str, group: Text, rank: int, covers: tuple[str, ...] = ()) -> None:
    """A page of the desk, in one of its tabs."""
    from frenchimpact.barriers.rules import is_of_desk
    from frenchimpact.design.navigation import SPACE, Destination

    SPACE.append(Destination(words, path, covers, part="barriers", group=group, rank=rank, is_for=is_of_desk))


class BarriersConfig(AppConfig):
    name = "frenchimpact.barriers"
    label = "barriers"
    verbose_name = _("Freins")

    def ready(self) -> None:
        from frenchimpact.barriers import listeners  # noqa: F401 - hearing begins with the import

        self.open_answers()
        self.open_desk()
        self.open_following()
        self.open_mail()
        self.open_consultations()
        self.open_experiments()

        self.open_notes()
        self.open_pairings()

    def open_answers(self) -> None:
        """Published answers: the desk's entry, and what it is told about them."""
        from frenchimpact.barriers import rules
        from frenchimpact.barriers.messages import precedents as letters
        from frenchimpact.design.navigation import PARTS
        from frenchimpact.notifications.rules import declare_kind, declare_part

        declare_part("barriers", _("Freins"))
        PARTS.setdefault("barriers", (_("Freins"), "traffic-cone"))
        covers = ("/mon-espace/freins/reponses/", "/mon-espace/freins/synonymes/")
        _add(_("Réponses publiées"), covers[0], PUBLISH, 45, covers)
        desk: dict[str, Any] = {"is_for": rules.is_of_desk}
        declare_kind(letters.REVIEW, _("Réponse à valider avant publication"), why=_("Vous êtes dans l’équipe du programme."), **desk)
        declare_kind(letters.AUTHOR, _("Suite d’une réponse que vous avez écrite"), why=_("Vous avez écrit cette réponse."), **desk)
        declare_kind(letters.CHECK, _("Réponse publiée à relire"), why=_("Chaque réponse publiée est relue une fois par an."), **desk)

    def open_desk(self) -> None:
        """The desk's pages in the menu, and what its people are told."""
        from frenchimpact.barriers import proposal_replies, rules
        from frenchimpact.barriers.messages import routing as letters
        from frenchimpact.inbound.rules import declare_topic
        from frenchimpact.notifications.models import Rhythm
        from frenchimpact.notifications.rules import declare_kind

        _add(_("File des cas"), "/mon-espace/freins/", WORK, 40)
        _add(_("Textes et freins"), "/mon-espace/freins/textes/", REGISTER, 43)
        _add(_("Hackers"), "/mon-espace/freins/hackers/", NETWORK, 47)
        _add(_("Services"), "/mon-espace/freins/services/", NETWORK, 48)
        _add(_("Délais"), "/mon-espace/freins/delais/", NETWORK, 50)
        declare_topic(letters.TOPIC, find=proposal_replies.find_for_reply, take=proposal_replies.take_reply, page=proposal_replies.page_of)
        desk: dict[str, Any] = {"is_for": rules.is_of_desk}
        declare_kind(letters.PROPOSED, _("Frein qui vous est proposé"), why=_("Vous êtes hacker public."), is_mandatory=True, **desk)
        declare_kind(letters.UNROUTED, _("Frein que personne ne suit"), why=_("Vous êtes dans l’équipe du programme."), **desk)
        declare_kind(letters.SLEEPING, _("Freins en retard, chaque matin"), why=_("Vous suivez ces freins."), default=Rhythm.DAILY, **desk)

    def open_following(self) -> None:
        """What people follow: their documents, the tab of a project, the entry of their space, what the desk is told."""
        from frenchimpact.barriers import rules
        from frenchimpact.barriers.messages import arrivals
        from frenchimpact.barriers.queries.following import of_request
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.files.rules import register_reader
        from frenchimpact.notifications.rules import declare_kind
        from frenchimpact.projects.queries import declare_tab
        from frenchimpact.territories.queries.support import Desk

        Desk.follow = of_request
        register_reader("barriers.Case", rules.can_read_story)
        register_reader("barriers.Message", rules.can_read_piece)
        declare_tab("barriers:project_barriers", lambda: _("Freins"), is_for=rules.can_follow_barriers)
        declare_kind(
            arrivals.WROTE,
            _("Message d’une personne dans un frein"),
            why=_("Vous suivez ce frein, ou personne ne le suit encore."),
            is_for=rules.is_of_desk,
        )
        SPACE.append(Destination(_("Mes freins"), "/mon-espace/mes-freins/", part="projects", rank=14))

    def open_mail(self) -> None:
        """The desk's own address, and what answers to its mails mean."""
        from frenchimpact.barriers import desk_mail
        from frenchimpact.barriers.messages.receipts import MAILBOX, TOPIC
        from frenchimpact.inbound.rules import declare_guest_topic, declare_mailbox

        declare_mailbox(MAILBOX, take=desk_mail.take_letter, page=desk_mail.page_of_desk)
        declare_guest_topic(TOPIC, find=desk_mail.find_case, who=desk_mail.person_of, take=desk_mail.take_answer, page=desk_mail.page_of)

    def open_consultations(self) -> None:
        """Services answer by mail or by a link; what they send, what the desk is told."""
        from frenchimpact.barriers import bounces, consultation_replies, rules  # noqa: F401 - hearing begins with the import
        from frenchimpact.barriers.messages import consultations as letters
        from frenchimpact.files.rules import register_reader
        from frenchimpact.inbound.rules import declare_guest_topic
        from frenchimpact.notifications.rules import declare_kind

        declare_guest_topic(
            letters.TOPIC,
            find=consultation_replies.find_asked,
            who=consultation_replies.service_of,
            take=consultation_replies.take_answer,
            page=consultation_replies.page_of,
        )
        register_reader("barriers.Asked", rules.can_read_opinion, purpose=rules.OPINION_FILE)
        declare_kind(
            letters.OPINION,
            _("Avis et silences des administrations consultées"),
            why=_("Vous suivez ce frein, ou personne ne le suit encore."),
            is_for=rules.is_of_desk,
        )

    def open_experiments(self) -> None:
        """The register in the desk's menu, and its warnings."""
        from frenchimpact.barriers import rules
        from frenchimpact.barriers.messages import experiments as letters
        from frenchimpact.notifications.rules import declare_kind

        follows = _("Vous suivez cette expérimentation, ou vous êtes de l’équipe du programme.")
        declare_kind(
            letters.ENDING, _("Fin d’une expérimentation : décision à prendre"), why=follows, is_mandatory=True, is_for=rules.is_of_desk
        )
        declare_kind(letters.CHECK, _("Point de mi-parcours d’une expérimentation"), why=follows, is_for=rules.is_of_desk)
        _add(_("Expérimentations"), "/mon-espace/freins/experimentations/", REGISTER, 44)

    def open_notes(self) -> None:
        """Policy notes: the desk's entry, what administrations write by mail, what the desk is told."""
        from frenchimpact.barriers import note_replies, rules
        from frenchimpact.barriers.messages import notes as letters
        from frenchimpact.inbound.rules import declare_guest_topic
        from frenchimpact.notifications.rules import declare_kind

        _add(_("Notes aux décideurs"), "/mon-espace/freins/notes/", PUBLISH, 46)
        declare_guest_topic(
            letters.TOPIC,
            find=note_replies.find_for_letter,
            who=note_replies.administration_of,
            take=note_replies.take_letter,
            page=note_replies.page_of,
        )
        follows: dict[str, Any] = {"why": _("Vous suivez cette note avec le guichet."), "is_for": rules.is_of_desk}
        declare_kind(letters.REPLY, _("Réponse d’une administration à une note"), **follows)
        declare_kind(letters.LETTER, _("Mail d’une administration sur une note"), **follows)
        declare_kind(letters.LATE, _("Note sans réponse"), **follows)
        declare_kind(letters.EXPECTED, _("Texte annoncé en réponse à une note"), **follows)

    def open_pairings(self) -> None:
        """Sponsorships: the desk's entry, the project's tab, the official's page, what each side is told."""
        from frenchimpact.barriers import rules
        from frenchimpact.barriers.messages import pairings as letters
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.notifications.rules import declare_kind
        from frenchimpact.projects.queries import declare_tab

        _add(_("Parrainages"), "/mon-espace/freins/parrainages/", NETWORK, 49)
        # In everyone's menu, as their barriers are: saying who sponsors would ask the database at each page.
        SPACE.append(Destination(_("Projets que je parraine"), "/mon-espace/parrainages/", part="projects", rank=16))
        declare_tab("barriers:project_pairings", lambda: _("Parrainages"), after="barriers:project_barriers", is_for=rules.sees_pairings)
        side = _("Vous êtes d’un côté de ce parrainage, ou vous le suivez avec le guichet.")
        declare_kind(letters.ASKED, _("Parrainage proposé"), why=side)
        declare_kind(letters.MOVED, _("Avancée d’un parrainage"), why=side)
        declare_kind(letters.QUIET, _("Parrainage sans rencontre depuis deux mois"), why=side)
