from django.apps import AppConfig


class TestsLive(AppConfig):
    name = "tests.live"
    label = "tests_live"
