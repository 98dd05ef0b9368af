from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "frenchimpact.organisations"
    label = "organisations"
