"""The first words of a mail: what is an opinion, what is not."""

import pytest

from frenchimpact.barriers.opinion_words import opinion_of, read_words, says_why
from frenchimpact.core.consent import Consent, read_consent

POSSIBLE, CONDITIONS, NO, NOT_US, UNREAD = "favourable", "reserved", "unfavourable", "no_competence", ""


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("Possible.", POSSIBLE),
        ("possible", POSSIBLE),
        ("Bonjour,\n\nOui, possible. Le trajet est bénévole.", POSSIBLE),
        ("C’est possible : aucun texte ne l’interdit.", POSSIBLE),
        ("Avis favorable\nCordialement", POSSIBLE),
        ("POSSIBLE SOUS CONDITIONS : moins de 30 km", CONDITIONS),
        ("Possible si le trajet est bénévole", CONDITIONS),
        ("Oui, sous réserve d’une assurance", CONDITIONS),
        ("Bonjour Denis, possible à condition de ne pas faire payer.", CONDITIONS),
        ("Non.", NO),
        ("Pas possible\nL’article L. 3120-1 l’interdit.", NO),
        ("Madame, Monsieur,\n\nCe n’est pas possible, en l’état du droit.", NO),
        ("Avis défavorable.", NO),
        ("Ce n’est pas nous.", NOT_US),
        ("Ce n'est pas de notre ressort : voyez la DREAL.", NOT_US),
        # What may be read in two ways is not read.
        ("Possible ?", UNREAD),
        ("Possible, mais je ne suis pas sûr.", UNREAD),
        ("Oui mais seulement le dimanche", UNREAD),
        ("Non seulement c’est possible, mais c’est souhaitable.", UNREAD),
        ("Pas possible de vous répondre avant lundi.", UNREAD),
        ("Possiblement.", UNREAD),
        ("Nous étudions la question.", UNREAD),
        ("Possible ou pas, cela dépend.", UNREAD),
        ("", UNREAD),
    ],
)
def test_what_the_first_words_say(text: str, opinion: str) -> None:
    assert opinion_of(text) == opinion


def test_commands_are_lines_of_their_own_and_leave_the_text() -> None:
    said = read_words("Bonjour,\ntransférer : Nom@Service.fr\nC’est leur domaine.")
    assert (said.forward_to, said.text, said.opinion) == ("Nom@Service.fr", "Bonjour,\nC’est leur domaine.", "")
    assert read_words("délai: 10 jours").days == 10
    assert read_words("Delai : 3 j.").days == 3
    assert read_words("Le délai: 10 jours est trop court").days == 0


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("Oui", "yes", ""),
        ("« oui »", "yes", ""),
        ("Bonjour,\n\nOui, avec plaisir !", "yes", ""),
        ("OK pour moi. Merci", "yes", ""),
        ("D’accord, je le suis.", "yes", ""),
        ("Yes", "yes", ""),
        ("Non, je n’ai pas le Temps", "no", "je n’ai pas le Temps"),
        ("Bonjour Gaëlle, non : déjà trois cas", "no", "déjà trois cas"),
        ("non\nEn congé jusqu’au 12.", "no", "En congé jusqu’au 12."),
        ("Non je suis en congé.", "no", "je suis en congé."),
        ("Je décline : hors de mon sujet", "no", "hors de mon sujet"),
        ("No, I am away", "no", "I am away"),
        ("Non", "no", ""),
        ("Lien : la présidente est ma sœur", "tie", "la présidente est ma sœur"),
        # More than yes, both, or neither: the writer is asked.
        ("Oui, mais pas avant lundi", "", ""),
        ("Oui. La présidente est ma sœur.", "", ""),
        ("Oui ?", "", ""),
        ("Oui ou non ?", "", ""),
        ("Non seulement je le suis, mais j’ai une réponse", "", ""),
        ("Non, aucun problème, je prends", "", ""),
        ("No problem", "", ""),
        ("Pourquoi moi ?", "", ""),
        ("J’ai un lien avec eux", "", ""),
        ("", "", ""),
    ],
)
def test_yes_alone_is_taken_and_no_or_a_tie_with_its_words(text: str, word: str, rest: str) -> None:
    assert read_consent(text) == Consent(word, rest)


@pytest.mark.parametrize(
    ("text", "is_why"),
    [
        ("Non.", False),
        ("Bonjour,\n\nNon", False),
        ("Pas possible\nCordialement,\nla cheffe du bureau", False),
        ("Non\nJeanne Martin", False),
        ("Ce n’est pas nous.", False),
        ("Possible sous conditions", False),
        ("Non, la loi l’interdit.", True),
        ("Non : L. 3120-1", True),
        ("Pas possible\nLe texte est clair.", True),
        ("Possible sous conditions : moins de 30 km", True),
        ("Ce n'est pas de notre ressort : voyez la DREAL.", True),
    ],
)
def test_a_reason_is_more_than_the_opinion_and_a_name(text: str, is_why: bool) -> None:
    assert says_why(text) is is_why
