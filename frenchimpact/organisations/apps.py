from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "frenchimpact.organisations"
    label = "organisations"

    def ready(self) -> None:
        from frenchimpact.files.rules import register_reader
        from frenchimpact.organisations import rules

        register_reader("organisations.Organisation", rules.can_see_logo, purpose=rules.LOGO)
