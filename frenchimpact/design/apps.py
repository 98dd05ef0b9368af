import uuid

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "frenchimpact.design"
    label = "design"

    def ready(self) -> None:
        from frenchimpact.core import pages
        from frenchimpact.design import fields, figures, form_words, shell, structured, words

        form_words.speak()
        pages.CONTEXTS.append(shell.shell_context)
        pages.GLOBALS["new_key"] = uuid.uuid4
        pages.GLOBALS["page_data"] = structured.page_data
        pages.GLOBALS.update(fields.GLOBALS)
        pages.GLOBALS.update(figures.GLOBALS)
        pages.FILTERS.update(words.FILTERS)
