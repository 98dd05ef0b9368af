from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "frenchimpact.demo"
    label = "demo"
