"""What the desk cannot do, why, and who can: said before one writes, and when a case is redirected."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.barriers.models import Case


@dataclass(frozen=True)
class Way:
    """One kind of request that is not for the desk."""

    title: str
    why: str
    what: str
    # One of our own pages, when it helps.
    page: str = ""
    page_words: str = ""


def way_of(kind: str) -> Way | None:
    """What is said for that reason; None for no reason."""
    return _ways().get(kind)


def ways() -> list[Way]:
    """The three that come most, for those who are about to write."""
    known = _ways()
    return [known[kind] for kind in (Case.Redirection.APPEAL, Case.Redirection.PROCUREMENT, Case.Redirection.MONEY)]


def _ways() -> dict[str, Way]:
    return {
        Case.Redirection.APPEAL: Way(
            _("Vous contestez une décision qui vous concerne"),
            _("Le guichet change des règles, il ne juge pas une décision. Lui écrire ne prolonge aucun délai."),
            _(
                "Adressez un recours à l’autorité qui a décidé, ou au tribunal administratif : souvent dans les deux mois."
                " Le Défenseur des droits aide gratuitement."
            ),
        ),
        Case.Redirection.PROCUREMENT: Way(
            _("Vous êtes en litige sur un marché public"),
            _("Un marché contesté a ses propres voies et des délais très courts, que le guichet n’interrompt pas."),
            _(
                "Écrivez à l’acheteur, puis au juge des référés du tribunal administratif."
                " Le médiateur des entreprises aide sans frais. Une règle d’achat qui vous ferme la porte, elle, est bien pour nous."
            ),
        ),
        Case.Redirection.MONEY: Way(
            _("Il vous manque seulement de l’argent"),
            _("Aucune règle n’est à lever : le guichet n’a pas de fonds et n’instruit pas d’aide."),
            _("Le catalogue montre les aides ouvertes à votre projet, là où il agit, et dit pourquoi."),
            "aids:aids",
            _("Chercher un financement"),
        ),
        Case.Redirection.OTHER_SERVICE: Way(
            _("Un autre service est compétent"),
            _("La question relève d’un service qui peut y répondre directement."),
            _("Nous lui transmettons votre demande, et nous vous disons à qui."),
        ),
    }
