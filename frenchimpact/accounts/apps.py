from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "frenchimpact.accounts"
    label = "accounts"
