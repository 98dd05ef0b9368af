from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "frenchimpact.reviews"
    label = "reviews"
