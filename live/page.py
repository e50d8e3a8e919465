"""What a page must carry to go on living: what it may hear, and what it has already shown."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from live import log

TOKEN_SALT = "live.page"
# A tab open for longer reloads itself, which renews the token.
TOKEN_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class LivePage:
    """Given to templates as ``live``; ``{{ live.attributes }}`` goes on <body>."""

    token: str
    position: str

    @property
    def attributes(self) -> SafeString:
        return format_html('data-live-token="{}" data-live-since="{}"', self.token, self.position)


def live_page(request: HttpRequest, *topics: str) -> LivePage:
    """Take the page's position, before its first query, and sign what it may hear.

    The view has decided that this person may hear these topics; what is sent on them is still
    decided for each item by the fragment's audience.
    """
    position = log.current_position().token
    return LivePage(grant(request.user.pk, topics), position)


def grant(user_id: int | None, topics: tuple[str, ...]) -> str:
    """A token that lets one person (None: anyone signed out) hear topics."""
    return signing.dumps([user_id, list(topics)], salt=TOKEN_SALT, compress=True)


def granted(token: str) -> tuple[int | None, tuple[str, ...]] | None:
    """Whom a token was given to and for which topics; None for one we never gave."""
    try:
        user_id, topics = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    return user_id, tuple(topics)
