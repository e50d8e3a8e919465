"""What one moderator's desk starts from, in one query."""

import json
from dataclasses import dataclass
from typing import Any

from directory.rights import Viewer
from workflow.guidance.told import NEWEST_STAMP
from workflow.queues.counts import OwnCount, own_counts_and
from workflow.spine.leases import LEASES, Leases

KEPT = "(SELECT filters FROM workflow_queueview WHERE person_id = %(viewer)s AND queue = %(queue)s)"
NETWORKS = "(SELECT jsonb_agg(jsonb_build_array(id, name) ORDER BY name) FROM directory_network)"


@dataclass(frozen=True)
class OwnDesk:
    """Every queue's length, how they look at one, the networks to choose, the stamp of the messages to authors in use,
    and until when stories are held."""

    counts: dict[str, OwnCount]
    kept: dict[str, Any]
    networks: dict[int, str]
    texts: int
    leases: Leases


def own_desk(viewer: Viewer, queue: str) -> OwnDesk:
    """All of it for this viewer and the queue of this name."""
    counts, more = own_counts_and(viewer, KEPT, NETWORKS, NEWEST_STAMP, LEASES, queue=queue)
    kept, networks, texts, leases = more
    return OwnDesk(
        counts, json.loads(kept or "{}"), dict(json.loads(networks or "[]")), texts or 0, Leases(leases)
    )
