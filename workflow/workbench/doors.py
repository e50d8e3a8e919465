"""Who may enter: the doors of the desks."""

from directory.rights import Viewer
from workflow.spine.refusals import NotAllowed


def only_moderators(viewer: Viewer) -> None:
    """Raise NotAllowed for anybody else."""
    if not viewer.is_moderator:
        raise NotAllowed("La modération est réservée aux modérateurs.")
