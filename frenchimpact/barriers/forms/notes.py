"""What the desk types in a note, and what an administration answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.actions.notes import LONGEST_SENTENCE, MOST_SENTENCES, Typed
from frenchimpact.barriers.models import Authority, Barrier, PolicyNote, PolicyReply
from frenchimpact.barriers.queries.evidence import offered_for
from frenchimpact.core.typed import Day, Line, Paragraph

MOST_BARRIERS = 20


def _barriers() -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.reference} {one.title}") for one in Barrier.objects.order_by("-changed_at", "-pk")[:200]]


class OpenForm(forms.Form):
    """A new note: its title, and the barriers that it asks to lift."""

    title = Line(label=_("Titre de la note"), max_length=200)
    barriers = forms.MultipleChoiceField(
        label=_("Freins à lever"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("La note reprend leurs cas, leurs réponses et leurs expérimentations."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self.fields["barriers"].choices = _barriers()  # type: ignore[attr-defined]  # a field of choices

    def chosen(self) -> list[Barrier]:
        """The barriers, in the order of the list."""
        return list(Barrier.objects.filter(pk__in=self.cleaned_data["barriers"]).order_by("pk"))


class DraftForm(forms.Form):
    """Everything that a draft holds. Each sentence brings its own fields, named by its key."""

    # A draft may lack anything: what the note needs before it leaves is told there, not by marks beside each field.
    is_search = True

    title = Line(label=_("Titre de la note"), max_length=200)
    request = Paragraph(
        label=_("Ce qui est demandé, en une phrase"),
        rows=3,
        max_length=1000,
        required=False,
        help_text=_("L’administration lit d’abord cette phrase."),
    )
    authority = forms.ChoiceField(label=_("Service du carnet d’adresses"), required=False)
    authority_name = Line(
        label=_("Administration"),
        max_length=200,
        required=False,
        help_text=_("Vide, le nom et l’adresse du service choisi ci-dessus sont repris."),
    )
    email = forms.CharField(label=_("Son adresse électronique"), max_length=254, required=False)
    answer_by = Day(label=_("Réponse attendue au plus tard le"), required=False)
    barriers = forms.MultipleChoiceField(label=_("Freins à lever"), widget=forms.CheckboxSelectMultiple, required=False)
    more = Paragraph(
        label=_("Ajouter des phrases"),
        rows=4,
        max_length=LONGEST_SENTENCE * MOST_SENTENCES,
        required=False,
        help_text=_("Une ligne vide sépare deux phrases. Elle coupe aussi une phrase déjà là."),
    )

    def __init__(self, data: Any, note: PolicyNote, **kwargs: Any) -> None:
        self.note = note
        held = list(note.barriers.order_by("pk"))
        initial = {
            "title": note.title,
            "request": note.request,
            "authority": str(note.authority_id or ""),
            "authority_name": note.authority_name,
            "email": note.email,
            "answer_by": note.answer_by,
            "barriers": [str(one.pk) for one in held],
        }
        self.sentences = list(note.sentences.all())
        initial |= {f"text_{one.pk}": one.text for one in self.sentences}
        super().__init__(data, initial=initial, label_suffix="", **kwargs)
        services = Authority.objects.filter(is_active=True).order_by("name", "pk")
        self.fields["authority"].choices = [("", _("Aucun"))] + [(str(one.pk), one.name) for one in services]  # type: ignore[attr-defined]  # a field of choices
        known = dict(_barriers()) | {str(one.pk): f"{one.reference} {one.title}" for one in held}
        self.fields["barriers"].choices = list(known.items())  # type: ignore[attr-defined]  # a field of choices
        self._add_sentences(offered_for(held[:MOST_BARRIERS]))

    def _add_sentences(self, offered: list[tuple[str, list[tuple[str, str]]]]) -> None:
        choices: list[Any] = [("", _("Choisir")), *offered]
        flat = {value for _group, rows in offered for value, _words in rows}
        for n, one in enumerate(self.sentences, 1):
            self.fields[f"text_{one.pk}"] = Paragraph(
                label=_("Phrase %(n)s") % {"n": n}, rows=3, max_length=LONGEST_SENTENCE, required=False
            )
            source = forms.ChoiceField(label=_("Preuve, parmi ce que les freins ont donné"), choices=choices, required=False)
            typed = self.data.get(f"source_{one.pk}", "") if self.is_bound else ""
            if typed and typed not in flat:
                # What was offered a moment ago may be gone: the action says so, in words.
                source.choices = [*choices, (typed, typed[:60])]
            self.fields[f"source_{one.pk}"] = source
            self.fields[f"url_{one.pk}"] = forms.CharField(
                label=_("Ou l’adresse d’une page"),
                required=False,
                max_length=2000,
                help_text=_(
                    "Territoire, défi, projet, frein, réponse ou expérimentation d’ici : le titre et les chiffres sont repris. Ailleurs : https://…"
                ),
            )
            self.fields[f"words_{one.pk}"] = Line(label=_("Ce que l’on y lit (page d’ailleurs)"), required=False, max_length=500)

    def parts(self) -> list[tuple[int, dict[str, Any]]]:
        """Each sentence's key, with its fields as the page shows them."""
        return [(one.pk, {name: self[f"{name}_{one.pk}"] for name in ("text", "source", "url", "words")}) for one in self.sentences]

    def typed(self) -> Typed:
        """What was written, for the action."""
        given = self.cleaned_data
        authority = Authority.objects.filter(pk=given["authority"]).first() if given["authority"] else None
        name, email = given["authority_name"], given["email"].strip()
        if authority is not None:
            name, email = name or authority.name, email or authority.email
        values = {
            "title": given["title"],
            "request": given["request"],
            "answer_by": given["answer_by"],
            "authority_name": name,
            "email": email,
        }
        return Typed(
            values=values,
            barriers=tuple(Barrier.objects.filter(pk__in=given["barriers"]).order_by("pk")),
            texts={one.pk: given[f"text_{one.pk}"] for one in self.sentences if f"text_{one.pk}" in self.data},
            authority=authority,
            more=given["more"],
        )


class ErratumForm(forms.Form):
    """Other words for a note that left, and what was corrected."""

    title = Line(label=_("Titre de la note"), max_length=200)
    request = Paragraph(label=_("Ce qui est demandé, en une phrase"), rows=3, max_length=1000)

    def __init__(self, data: Any, note: PolicyNote) -> None:
        self.sentences = list(note.sentences.all())
        initial = {"title": note.title, "request": note.request} | {f"text_{one.pk}": one.text for one in self.sentences}
        super().__init__(data, initial=initial, label_suffix="")
        for n, one in enumerate(self.sentences, 1):
            self.fields[f"text_{one.pk}"] = Paragraph(label=_("Phrase %(n)s") % {"n": n}, rows=3, max_length=LONGEST_SENTENCE)
        self.fields["correction"] = Line(
            label=_("Ce qui est corrigé"),
            max_length=500,
            help_text=_("Publié sur la page de la note, et envoyé à son administration. Ne répétez pas ce qui ne devait pas être écrit."),
        )

    def given(self) -> dict[str, Any]:
        """What was typed, for the action."""
        cleaned = self.cleaned_data
        texts = {one.pk: cleaned[f"text_{one.pk}"] for one in self.sentences}
        return {"texts": texts, **{name: cleaned[name] for name in ("title", "request", "correction")}}


class ReplyForm(forms.Form):
    """What an administration answers: public, with its reason."""

    verdict = forms.ChoiceField(label=_("Votre réponse"), choices=PolicyReply.Verdict, widget=forms.RadioSelect)
    reason = Paragraph(label=_("Pourquoi"), rows=6, max_length=6000, help_text=_("La raison est publiée sous la note."))
    text_reference = Line(label=_("Référence du texte, s’il y en a un"), max_length=300, required=False)
    expected_on = Day(label=_("Texte attendu pour le"), required=False)
    signed_by = Line(label=_("Signé par"), max_length=200, help_text=_("Nom, fonction, service : publié avec la réponse."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))


class TextForm(forms.Form):
    """The text that was published, and in which state each barrier is now."""

    text_reference = Line(
        label=_("Référence du texte"), max_length=300, help_text=_("Comme au Journal officiel : Décret n° 2026-123 du 4 mai 2026.")
    )
    text_on = Day(label=_("Publié le"))
    text_url = forms.CharField(label=_("Adresse du texte"), max_length=500, required=False, help_text=_("Elle commence par https://."))

    def __init__(self, data: Any, note: PolicyNote, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.barriers = list(note.barriers.order_by("pk"))
        for one in self.barriers:
            self.fields[f"barrier_{one.pk}"] = forms.ChoiceField(
                label=_("Le frein « %(title)s » est désormais") % {"title": one.title}, choices=Barrier.State, initial=one.state
            )

    def states(self) -> dict[int, str]:
        """The state of each barrier."""
        return {one.pk: self.cleaned_data[f"barrier_{one.pk}"] for one in self.barriers}


class WhyForm(forms.Form):
    """A reason, in words."""

    reason = Line(label=_("Pourquoi"), max_length=500, help_text=_("La raison est publiée sous la note."))


class AddressForm(forms.Form):
    """Where to send it again."""

    email = forms.EmailField(label=_("Adresse électronique de l’administration"), max_length=254)
