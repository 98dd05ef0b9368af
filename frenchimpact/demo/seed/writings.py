"""What the operator has written: news, an entry of the help, a word, a banner, an addition to a mail."""

import datetime as dt

from frenchimpact.content.actions import TEXTS, plan_writing, publish_version, save_version
from frenchimpact.content.models import Version, Writing
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person

type Words = tuple[str, str, str, str]

# Kind, slug, how many days ago, then title and body in French and in English.
WRITINGS: tuple[tuple[str, str, int, Words], ...] = (
    (
        "actualite",
        "le-tour-en-savoie",
        4,
        (
            "Le Tour passe en Savoie",
            "Une journée pour montrer des projets, trouver un appui et poser ses questions.\n\n"
            "- Le matin : des projets racontés par celles et ceux qui les portent.\n"
            "- L’après-midi : des rendez-vous de vingt minutes avec une structure d’accompagnement ou un financeur.\n\n"
            "Venez même avec une idée toute neuve : [déclarez-la](/projets/declarer/) avant, elle sera lue sur place.",
            "The Tour stops in Savoie",
            "A day to show projects, find support and ask your questions.\n\n"
            "- In the morning: projects told by the people who carry them.\n"
            "- In the afternoon: meetings of twenty minutes with a support structure or a funder.\n\n"
            "Come even with a brand-new idea: [declare it](/en/projets/declarer/) first, it will be read there.",
        ),
    ),
    (
        "actualite",
        "une-grille-commune",
        19,
        (
            "Une même grille pour tous les projets",
            "Deux personnes lisent chaque projet avec la même grille. Quand elles ne sont pas d’accord, une troisième lit à son tour.\n\n"
            "Vous recevez leurs raisons, que la réponse soit oui ou non.",
            "One grid for every project",
            "Two people read each project with the same grid. When they disagree, a third one reads it too.\n\n"
            "You get their reasons, whether the answer is yes or no.",
        ),
    ),
    (
        "actualite",
        "repondre-par-mail",
        33,
        (
            "Vous pouvez répondre à nos mails",
            "Une question des lecteurs, une fiche à confirmer : répondez au mail, avec vos pièces jointes. "
            "Vous recevez aussitôt ce que nous avons compris.\n\n"
            "Rien ne change si vous préférez la page : le mail y mène d’un clic.",
            "You can answer our mails",
            "A question from the readers, a sheet to confirm: answer the mail, with your attachments. "
            "You are told at once what we understood.\n\n"
            "Nothing changes if you prefer the page: the mail leads there in one click.",
        ),
    ),
    (
        "aide",
        "ajouter-un-document",
        40,
        (
            "Ajouter un document ou une image à un projet",
            "1. Ouvrez votre projet dans « Mes projets », puis « Documents ».\n"
            "2. Choisissez qui le voit : tout le monde, les personnes connectées, ou votre équipe et le programme.\n"
            "3. Envoyez le fichier. S’il est refusé, la page dit pourquoi et quoi faire.\n\n"
            "La position et l’appareil photo sont retirés des images. Un document supprimé l’est pour de bon.",
            "Adding a document or a picture to a project",
            "1. Open your project in “My projects”, then “Documents”.\n"
            "2. Choose who sees it: everyone, signed-in people, or your team and the programme.\n"
            "3. Send the file. If it is refused, the page says why and what to do.\n\n"
            "Position and camera are taken out of pictures. A document that is deleted is gone for good.",
        ),
    ),
    (
        "mot",
        "ressourcerie",
        40,
        (
            "Ressourcerie",
            "Un lieu où l’on collecte des objets, les répare et les remet en circulation à petit prix.",
            "Reuse centre",
            "A place where things are collected, mended and put back into use at a low price.",
        ),
    ),
    (
        "courriel",
        "projects-declared",
        9,
        (
            "[[sujet]]",
            "*Les lectures ralentissent entre Noël et le Nouvel An : comptez une semaine de plus.*",
            "[[sujet]]",
            "*Readings slow down between Christmas and New Year: allow one more week.*",
        ),
    ),
    (
        "bandeau",
        "le-tour",
        4,
        (
            "Le Tour arrive en Savoie",
            "Une journée de rencontres, ouverte à tous. [Lire l’actualité](/actualites/le-tour-en-savoie/)",
            "The Tour is coming to Savoie",
            "A day of meetings, open to all. [Read the news](/en/actualites/le-tour-en-savoie/)",
        ),
    ),
)
BANNER_DAYS = 60


def load() -> None:
    """Write what is not there yet, as the operator of the demonstration."""
    written = set(Writing.objects.values_list("kind", "slug"))
    for kind, slug, days, words in WRITINGS:
        if (kind, slug) not in written:
            with days_ago(days):
                version = _publish(kind, slug, words)
                if kind == Writing.Kind.BANNER:
                    _plan(version.writing)


def _publish(kind: str, slug: str, words: Words) -> Version:
    by = person("gaelle@demo.test")
    version = save_version(kind=kind, slug=slug, texts=dict(zip(TEXTS, words, strict=True)), base=0, by=by)
    publish_version(version=version, by=by)
    return version


def _plan(banner: Writing) -> None:
    """It shows from then on, and goes by itself."""
    until = clock.now() + dt.timedelta(days=BANNER_DAYS)
    plan_writing(
        writing=banner, tone=banner.tone, position=banner.position, starts_at=clock.now(), ends_at=until, by=person("gaelle@demo.test")
    )
