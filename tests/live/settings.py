"""The project with things of the tests' own to show live."""

from project.settings import *  # noqa: F403

INSTALLED_APPS += ["tests.live.apps.TestsLive"]  # noqa: F405
ROOT_URLCONF = "tests.live.urls"
