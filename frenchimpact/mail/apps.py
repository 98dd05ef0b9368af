from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "frenchimpact.mail"
    label = "mail"
