"""Production's way of serving, and beside the product's pages the views that only answer "ok"."""

from project.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.pages.ok_urls"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False
