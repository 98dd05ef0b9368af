from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "frenchimpact.notifications"
    label = "notifications"
