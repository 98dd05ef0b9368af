"""Awa's project supported by Bastien's structure after another one handed it over, and what waits for his answer. All invented."""

import datetime as dt

from frenchimpact.conversations.actions import write_message
from frenchimpact.conversations.queries import find_new_place
from frenchimpact.core import clock
from frenchimpact.demo.seed.past import days_ago
from frenchimpact.demo.seed.people import person
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import team_of
from frenchimpact.support import rules
from frenchimpact.support.actions.steps import move_step, note_contact, write_step
from frenchimpact.support.actions.supports import agree_plan, ask_support, hand_over, take_on, write_diagnosis
from frenchimpact.support.models import Support

PROJECT = "La Recyclerie solidaire"
FIRST = "Pépinière du Granier"
ASKED = "Nous voulons ouvrir un deuxième atelier dans la vallée voisine : il nous faut un plan de financement, et un avis averti."
DIAGNOSIS = {
    "model": {
        "strengths": "Des ventes régulières, une boutique connue.",
        "needs": "Un prix de revient par objet : personne ne le connaît.",
    },
    "financing": {"strengths": "Trois mois de trésorerie.", "needs": "Un prêt pour les travaux, avant la saison."},
    "scaling": {"strengths": "Une commune voisine qui demande.", "needs": "Dire ce qui ne change pas d’un atelier à l’autre."},
}
STEPS = (
    (
        "advice",
        "model",
        "Calculer le prix de revient de dix objets",
        "Prenez les plus vendus ; comptez aussi le temps des bénévoles.",
        12,
        "finish",
    ),
    ("advice", "financing", "Demander le prêt solidaire avant mars", "La date limite est dans vos aides.", 45, "start"),
    ("advice", "governance", "Entrer au conseil du réseau régional", "", 90, ""),
    ("milestone", "scaling", "Une convention signée avec la commune voisine", "", 150, ""),
)

# Days ago, whose, by mail or not, the words.
TALK = (
    (9, "bastien", False, "Bonjour Awa,\n\nLa commune vous a-t-elle renvoyé la convention ? Sans elle, le prêt attendra avril."),
    (8, "awa", True, "Bonjour Bastien, elle passe au conseil du 12. Je vous envoie le projet dès que je l’ai relu."),
    (1, "bastien", False, "Parfait. Voulez-vous que je relise la clause sur le local avec vous, jeudi à 14 h ?"),
)


def load() -> None:
    """Write what is not there yet."""
    if Support.objects.filter(is_demo=True).exists():
        return
    awa, bastien = person("awa@demo.test"), person("bastien@demo.test")
    project = Project.objects.filter(name=PROJECT, is_demo=True).order_by("pk").first()
    first = Organisation.objects.filter(name=FIRST).first()
    house = rules.structures_of(bastien).order_by("pk").first()
    if project is None or first is None or house is None:
        return
    with days_ago(200):
        support = ask_support(project=project, structure=first, text=ASKED, axes=["financing", "scaling"], by=awa, is_demo=True)
    with days_ago(196):
        take_on(support=support, officer=bastien, by=bastien)
        note_contact(support=support, kind="visit", text="Visite de l’atelier : l’équipe tient, le local est trop petit.", by=bastien)
    with days_ago(150):
        following = hand_over(
            support=support, structure=house, reason="Le projet grandit : il relève d’un accompagnement à l’essaimage.", by=bastien
        )
        following.is_demo = True
        following.save(update_fields=["is_demo"])
        take_on(support=following, officer=bastien, by=bastien)
    _follow(following)
    _talk(following)
    others = Project.objects.filter(is_demo=True, status=Project.Status.PUBLISHED).exclude(pk=project.pk).order_by("pk")
    with days_ago(4):
        for other in [one for one in others[:12] if one.organisation_id != house.pk and team_of(one)][:2]:
            words = "Nous cherchons quelqu’un pour relire notre modèle économique avant de répondre à un appel."
            ask_support(project=other, structure=house, text=words, axes=["model"], by=team_of(other)[0], is_demo=True)


def _talk(support: Support) -> None:
    """A conversation between Awa and Bastien, where Awa's answer came by mail and Bastien's last word is not read yet."""
    awa, bastien = person("awa@demo.test"), person("bastien@demo.test")
    people = {"awa": awa, "bastien": bastien}
    for days, who, came_by_mail, text in TALK:
        with days_ago(days):
            by = people[who]
            place = find_new_place(by, "accompagnements", support.pk, "equipe")
            write_message(place=place, text=text, by=by, came_by_mail=came_by_mail, is_demo=True)


def _follow(support: Support) -> None:
    awa, bastien = person("awa@demo.test"), person("bastien@demo.test")
    with days_ago(140):
        summary = "Un modèle qui tient, une équipe solide, une commune qui demande la même chose. Il reste à savoir ce que coûte un objet."
        write_diagnosis(support=support, summary=summary, axes=DIAGNOSIS, by=bastien)
    made = []
    with days_ago(130):
        for kind, axis, title, text, days, _verb in STEPS:
            due = clock.today() + dt.timedelta(days=days + 60)
            made.append(
                write_step(
                    support=support, kind=kind, axis=axis, title=title, text=text, due_on=due, is_for_project=kind == "advice", by=bastien
                )
            )
        agree_plan(support=support, by=awa)
    with days_ago(20):
        for step, (*_words, verb) in zip(made, STEPS, strict=True):
            if verb:
                move_step(step=step, verb=verb, by=awa)
        note_contact(
            support=support, kind="review", text="Le prix de revient est connu : 11 € l’objet. La commune signe au printemps.", by=bastien
        )
        note_contact(
            support=support, kind="call", text="La trésorerie reste tendue jusqu’en mars : à surveiller.", is_internal=True, by=bastien
        )
