from django.apps import AppConfig


class VocabulariesConfig(AppConfig):
    name = "frenchimpact.vocabularies"
    label = "vocabularies"
