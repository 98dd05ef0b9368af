from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "frenchimpact.accounts"
    label = "accounts"

    def ready(self) -> None:
        from frenchimpact.accounts import asking
        from frenchimpact.core.resume import SignIn

        SignIn.ask = asking.ask
