"""Answering a consultation by mail: the first words are the opinion; what cannot be read is kept, and asked again."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frenchimpact.barriers.actions import answering as actions
from frenchimpact.barriers.messages.consultations import answer_page
from frenchimpact.barriers.models import Asked, Opinion
from frenchimpact.barriers.opinion_words import Said, read_words, says_why
from frenchimpact.barriers.rules import OPINION_FILE
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.text import clean_line
from frenchimpact.design.words import day
from frenchimpact.files.actions import Taken, take_mailed
from frenchimpact.files.queries import intake
from frenchimpact.inbound.rules import Guest, Letter, Understood

MOST_FILES = 10
_OPEN = (Asked.State.WAITING, Asked.State.SILENT)


def find_asked(key: int) -> Asked | None:
    """The question that an answer is about, whatever became of it: later words are messages."""
    return Asked.objects.select_related("consultation__case").filter(pk=key).first()


def service_of(asked: Asked) -> Guest:
    """Whose answer is expected. Administrations are written to in French."""
    return Guest(asked.email, asked.name, "fr")


def page_of(asked: Asked) -> str:
    """Where it answers in a browser."""
    return answer_page(asked)


def take_answer(letter: Letter) -> Understood:
    """Do what the mail says. Raises Refusal."""
    asked: Asked = letter.thing
    said = read_words(letter.text)
    if asked.state not in _OPEN:
        return _take_later_word(asked, letter)
    if said.opinion and said.opinion != Opinion.POSSIBLE and not says_why(said.text):
        return _take_bare(asked, said, letter)
    if said.opinion:
        return _take_opinion(asked, said, letter)
    try:
        return _take_order(asked, said, letter)
    except Incomplete as refused:
        # By mail there is no field beside which the reason would stand.
        raise Refusal(" ".join(map(str, (refused.message, *refused.missing.values())))) from refused


def _take_order(asked: Asked, said: Said, letter: Letter) -> Understood:
    if said.forward_to:
        other = actions.forward(asked=asked, email=said.forward_to, text=said.text)
        return _understood(
            asked, gettext_lazy("La question est transmise à %(who)s. Vous n’avez plus rien à faire."), {"who": other.email}, letter
        )
    if said.days:
        asked = actions.ask_for_time(asked=asked, days=said.days)
        if said.text:
            actions.say(asked=asked, text=said.text, came_by_mail=True)
        return _understood(asked, gettext_lazy("Votre délai va jusqu’au %(on)s."), {"on": day(asked.due_on)}, letter)
    return _take_unread(asked, letter)


def _take_opinion(asked: Asked, said: Said, letter: Letter) -> Understood:
    taken = Taken()

    def take(row: Asked) -> Taken:
        found = keep_attachments(row, letter)
        taken.files, taken.refused = found.files, found.refused
        return found

    is_other = letter.sender.lower() != asked.email.lower()
    name = clean_line(letter.sender_name) or (letter.sender if is_other else "")
    asked = actions.answer(asked=asked, opinion=said.opinion, text=said.text, way=Asked.Way.MAIL, name=name, take_files=take)
    words = gettext_lazy("Votre avis est enregistré : « %(opinion)s ». S’il n’est pas celui-là, répondez à ce mail pour le dire.")
    return Understood(
        _filled(words, {"opinion": asked.get_opinion_display()}), page_of(asked), [one.name for one in taken.files], list(taken.refused)
    )


def _take_later_word(asked: Asked, letter: Letter) -> Understood:
    _say(asked, letter)
    words = (
        gettext_lazy("Un avis a déjà été rendu : il reste tel quel. Votre message est ajouté au dossier.")
        if asked.state == Asked.State.ANSWERED
        else gettext_lazy("Cette question n’attend plus votre avis. Votre message est ajouté au dossier.")
    )
    return _understood(asked, words, {}, letter)


def _take_unread(asked: Asked, letter: Letter) -> Understood:
    _say(asked, letter)
    words = gettext_lazy(
        "Votre message est transmis au guichet, mais nous n’y avons pas lu d’avis."
        " Choisissez-le sur la page, ou répondez en commençant par « possible », « possible sous conditions » ou « pas possible »."
    )
    return _understood(asked, words, {}, letter)


def _take_bare(asked: Asked, said: Said, letter: Letter) -> Understood:
    """« Non » alone: the page asks why, and so does the mail. What was written is kept, as a message."""
    _say(asked, letter)
    words = gettext_lazy(
        "« %(opinion)s » : il manque la raison, et votre avis n’est pas encore enregistré."
        " Répondez à ce mail par « %(words)s » suivi de ce qui l’explique, ou écrivez-le sur la page."
    )
    opinion = Opinion(said.opinion)
    first = {Opinion.CONDITIONS: "possible sous conditions", Opinion.IMPOSSIBLE: "pas possible"}.get(opinion, "ce n’est pas nous")
    return _understood(asked, words, {"opinion": str(opinion.label), "words": first}, letter)


def _say(asked: Asked, letter: Letter) -> None:
    is_unsure = letter.sender.lower() != asked.email.lower()
    actions.say(asked=asked, text=letter.text or _("(pièces jointes)"), came_by_mail=True, is_unsure=is_unsure)


def _understood(asked: Asked, words: Text, found: dict[str, object], letter: Letter) -> Understood:
    """What was done, with the files that came along."""
    taken = keep_attachments(asked, letter)
    return Understood(_filled(words, found), page_of(asked), [one.name for one in taken.files], list(taken.refused))


def _filled(words: Text, found: dict[str, object]) -> Text:
    return lazy(lambda: str(words) % found if found else str(words), str)()


def keep_attachments(asked: Asked, letter: Letter) -> Taken:
    """The documents of a mail, kept with the question: each is taken, or refused with words; ten at most."""
    return take_mailed(
        attachments=[(one.name, one.content) for one in letter.attachments],
        owner=asked,
        purpose=OPINION_FILE,
        intake=intake("document"),
        by=None,
        most=MOST_FILES,
        past_most=_("dix documents au plus"),
    )
