"""What time alone brings about: expired leases, stuck mail, forgotten keys and old log rows."""

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command

from live import log
from stories.models import Story
from workflow.claims.actions import expire_leases
from workflow.consent.reminders import close_unanswered, remind_authors
from workflow.decisions.effects import take_due_effects
from workflow.models import Claim, KeyedRequest
from workflow.notifications.tasks import retry_stuck
from workflow.queues.queue import DECIDED, lately
from workflow.spine.instant import now
from workflow.spine.topics import announce

KEYS_KEPT = timedelta(days=2)
DRAFTS_KEPT = timedelta(days=30)


def free_expired() -> int:
    """Leases whose time is over go back to their queues."""
    return expire_leases(Claim.objects.filter(expires_at__lte=now()))


def forget_keys() -> int:
    """Nobody presses the same button again after two days."""
    return KeyedRequest.objects.filter(at__lt=now() - KEYS_KEPT).delete()[0]


def forget_drafts() -> int:
    """A draft that nobody signed and nobody came back to goes with its browser's session."""
    old = now() - DRAFTS_KEPT
    return Story.objects.filter(state=Story.State.DRAFT, author=None, created_at__lt=old).delete()[0]


def forget_done_tasks() -> None:
    """What the worker did is of no use after two weeks (the command's own default)."""
    call_command("prune_db_task_results", verbosity=0)


def tell_what_is_no_longer_recent() -> None:
    """« Décidées récemment » empties by itself: a story that leaves it is a change like any other."""
    left = lately() - timedelta(seconds=2 * BEAT_SECONDS)
    for story in Story.objects.filter(state__in=DECIDED, decided_at__range=(left, lately())):
        announce(story)


EVERY_BEAT: list[Callable[[], object]] = [free_expired, take_due_effects, tell_what_is_no_longer_recent]
EVERY_MINUTE: list[Callable[[], object]] = [retry_stuck, log.prune, forget_keys]
EVERY_HOUR: list[Callable[[], object]] = [forget_drafts, forget_done_tasks, remind_authors, close_unanswered]
BEAT_SECONDS = 5
# Chores by how many seconds must have passed since they were last done.
CHORES = {BEAT_SECONDS: EVERY_BEAT, 60: EVERY_MINUTE, 3600: EVERY_HOUR}
