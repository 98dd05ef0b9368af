from django.apps import AppConfig
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class SolutionsConfig(AppConfig):
    name = "frenchimpact.solutions"
    label = "solutions"
    verbose_name = _("Solutions à reprendre")

    def ready(self) -> None:
        from frenchimpact.conversations.rules import declare_subject
        from frenchimpact.core import pages
        from frenchimpact.design.navigation import SPACE, Destination
        from frenchimpact.projects.queries import declare_tab
        from frenchimpact.solutions import circles, listeners, merging  # noqa: F401 - hearing, and moving, begin with the import
        from frenchimpact.solutions.queries.suited import for_challenge
        from frenchimpact.solutions.views.frame import say
        from frenchimpact.territories import queries as territories

        declare_subject(circles.SUBJECT)
        # The page of a challenge, of another room, says solutions as the pages of this one do.
        pages.GLOBALS["say_solutions"] = say
        # Under the entry of offers and requests, the other things that go from one to another.
        SPACE.append(Destination(_("Reprises de solutions"), "/mon-espace/reprises/", part="offers", rank=21))
        SPACE.append(Destination(_("Solutions à relire"), "/mon-espace/programme/solutions/", role="operator", part="programme", rank=94))
        declare_tab("solutions:project_solution", lambda: _now("Essaimage"), after="impact:project_change")
        territories.declare_tab("solutions:territory_solutions", lambda: _now("Solutions"), after="territories:challenges")
        territories.declare_challenge_section("solutions/challenge_section.html", for_challenge)
        self.tell()

    def tell(self) -> None:
        """What people are told."""
        from frenchimpact.notifications.rules import TEAM, declare_kind, declare_part
        from frenchimpact.organisations.rules import is_operator
        from frenchimpact.solutions.messages import adoptions, solutions

        declare_part("solutions", _("Solutions à reprendre"))
        either = _("Vous êtes d’un côté de cette reprise.")
        declare_kind(adoptions.ASKED, _("Reprise d’une solution : demande, accord à relire"), why=either)
        declare_kind(adoptions.MOVED, _("Reprise d’une solution : lancée, mesurée, close"), why=either)
        declare_kind(solutions.MODERATED, _("Suite de la solution de votre projet"), why=_("Vous êtes de l’équipe de ce projet."))
        declare_kind(solutions.CHANGED, _("Une solution que vous reprenez change ou est retirée"), why=either)
        programme = _("Vous êtes dans l’équipe du programme.")
        declare_kind(solutions.SUBMITTED, _("Solution à relire avant qu’elle soit publique"), why=programme, part=TEAM, is_for=is_operator)
