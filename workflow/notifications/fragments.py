"""The bell."""

from collections.abc import Sequence

from live.fragments import Fragment, register
from stories.topics import kind, person
from workflow.notifications.bell import Bell, load
from workflow.spine.audiences import OWN_BELL


def _people(ids: Sequence[int]) -> dict[int, Bell]:
    return load(ids)


NOTIFICATION_BELL = register(
    Fragment(
        name="notification_bell",
        template="workflow/notifications/_notification_bell.html",
        subject="person",
        hears=kind(person),
        load=_people,
        audience=lambda viewer, found: OWN_BELL if viewer.user_id == found.pk else None,
        context=lambda found, audience: {"bell": found},
        version=lambda found: found.version,
        stamp=lambda found: str(found.version),
    )
)
