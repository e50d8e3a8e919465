"""The blind reader: whoever reads a decided story again for calibration must not know meanwhile what was decided.

From the claim of that second reading until they have said what they think, nothing of the decision is theirs to
see: not in a queue, not on a desk, not in the journal (DOMAIN.md: calibration).
"""

from django.db.models import QuerySet

from directory.rights import Viewer
from workflow.models import Claim, Step
from workflow.spine.instant import now

# As a column of stories_story: the id of who reads it again %(now)s, NULL for nobody.
BLIND_READER = f"""(SELECT holder_id FROM workflow_claim
     WHERE step = '{Step.CALIBRATE}' AND item_id = stories_story.id AND expires_at > %(now)s)"""


def read_blind(viewer: Viewer) -> QuerySet[Claim, int]:
    """The same the other way: ids of the stories that this viewer reads again now."""
    leases = Claim.objects.filter(step=Step.CALIBRATE, holder=viewer.user_id, expires_at__gt=now())
    return leases.values_list("item_id", flat=True)
