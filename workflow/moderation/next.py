"""« Suivant »: the oldest free story, claimed by one statement."""

import json
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection
from django.db.models import Q

from directory.models import User
from live import log
from stories.models import Story
from workflow.calibration.waiting import take_next
from workflow.claims.actions import HandsFull, expire_leases
from workflow.claims.held import held_by
from workflow.models import Claim, Step
from workflow.spine.instant import now
from workflow.spine.leases import lease_until
from workflow.spine.moves import MAX_KEY, Outcome
from workflow.spine.refusals import Incomplete, NotAllowed
from workflow.spine.scope import stories_to_moderate, to_moderate_in_sql
from workflow.spine.steps import CLAIM
from workflow.workbench.benches import bench_url


def next_url(*, by: User, key: str | None) -> str | None:
    """« Suivant »: the workbench of the next story, or now and then of a second reading, claimed; None when
    nothing is left. Raises HandsFull."""
    try:
        found = claim_next(by=by, key=key, second_too=True)
    except SecondReadingFirst:
        if second := take_next(by=by, key=key):
            return bench_url(Step.CALIBRATE, second.item_id, second.detail["tab"])
        found = claim_next(by=by, key=key)
    return bench_url(Step.MODERATE, found.item_id, found.detail["tab"]) if found else None


# Everything a claim does, in one round trip: find, lease, version, event, key, and the announcement of
# announcements.story_changes. Or the news that a silent second reading is their turn first (DOMAIN.md:
# calibration): one waits, and none of the last ONE_IN - 1 stories came after one. A row another person is
# deciding on at this instant is skipped, not waited for.
NEXT = """
WITH seen AS (
    SELECT outcome FROM workflow_keyedrequest
    WHERE person_id = %(by)s AND verb = 'next' AND item_id = 0 AND key = %(key)s
), slot AS (
    SELECT slot FROM generate_series(1, %(cap)s) AS slot
    WHERE NOT EXISTS (SELECT FROM workflow_claim WHERE holder_id = %(by)s AND workflow_claim.slot = slot.slot)
    ORDER BY slot LIMIT 1
), tired AS (
    SELECT FROM (
        SELECT story_id FROM (
            SELECT id, story_id FROM workflow_event
            WHERE actor_id = %(by)s AND action = 'claim_moderate'
            ORDER BY id DESC LIMIT %(looked_back)s) AS taken
        GROUP BY story_id ORDER BY max(id) DESC LIMIT %(in_a_row)s) AS last_taken
    JOIN stories_story story ON story.id = story_id
    HAVING count(*) FILTER (WHERE difficult) = %(in_a_row)s
), spared AS (
    SELECT id FROM (
        SELECT id, difficult, urgent, count(*) OVER () AS left_over, row_number() OVER () AS nth FROM (
            SELECT stories_story.id, difficult, urgent FROM stories_story
            WHERE EXISTS (SELECT FROM tired) AND {free}
            ORDER BY urgent DESC, submitted_at, stories_story.id LIMIT 2) AS two) AS oldest
    WHERE nth = 1 AND difficult AND NOT urgent AND left_over = 2
), owed AS (
    SELECT FROM workflow_calibration again
    JOIN workflow_decision decision ON decision.id = again.decision_id
    JOIN stories_story ON stories_story.id = again.story_id
    WHERE %(second_too)s AND again.read_at IS NULL AND decision.by_id <> %(by)s
      AND stories_story.state = ANY(%(read_again)s) AND {scope}
      AND NOT EXISTS (
        SELECT FROM workflow_claim
        WHERE step = 'calibrate' AND item_id = stories_story.id
          AND holder_id <> %(by)s AND expires_at > %(now)s)
      AND (EXISTS (
        SELECT FROM workflow_keyedrequest
        WHERE person_id = %(by)s AND verb = 'claim_calibrate' AND key = %(key)s
      ) OR NOT EXISTS (
        SELECT FROM workflow_event WHERE actor_id = %(by)s AND action = 'claim_calibrate' AND id > (
            SELECT id FROM workflow_event WHERE actor_id = %(by)s AND action = 'claim_moderate'
            ORDER BY id DESC OFFSET %(between)s LIMIT 1)
      ) AND EXISTS (
        SELECT FROM workflow_event WHERE actor_id = %(by)s AND action = 'claim_moderate' OFFSET %(between)s))
    LIMIT 1
), free AS (
    SELECT stories_story.id, author_id FROM stories_story
    WHERE NOT EXISTS (SELECT FROM seen) AND NOT EXISTS (SELECT FROM owed) AND EXISTS (SELECT FROM slot) AND {free}
      AND stories_story.id NOT IN (SELECT id FROM spared)
    ORDER BY urgent DESC, submitted_at, stories_story.id
    LIMIT 1 FOR UPDATE OF stories_story SKIP LOCKED
), lease AS (
    INSERT INTO workflow_claim (step, item_id, holder_id, slot, tab, claimed_at, expires_at, active_at)
    SELECT 'moderate', free.id, %(by)s, slot.slot, %(tab)s, %(now)s, %(until)s, %(now)s FROM free, slot
    ON CONFLICT (step, item_id) DO UPDATE SET
        holder_id = excluded.holder_id, slot = excluded.slot, tab = excluded.tab,
        claimed_at = excluded.claimed_at, expires_at = excluded.expires_at,
        active_at = excluded.active_at
    WHERE workflow_claim.expires_at <= %(now)s
    RETURNING item_id
), bumped AS (
    UPDATE stories_story SET version = version + 1 FROM lease WHERE id = lease.item_id
    RETURNING id, version, author_id
), logged AS (
    INSERT INTO workflow_event
        (at, effective_at, action, actor_id, story_id, from_state, to_state, version, detail)
    SELECT %(now)s, %(now)s, 'claim_moderate', %(by)s, id, 'submitted', 'submitted', version, '{{}}'
    FROM bumped
), keyed AS (
    INSERT INTO workflow_keyedrequest (person_id, verb, item_id, key, outcome, at)
    SELECT %(by)s, 'next', 0, %(key)s, jsonb_build_object(
        'item_id', id, 'version', version, 'state', 'submitted',
        'detail', jsonb_build_object('tab', %(tab)s::text)), %(now)s
    FROM bumped
    RETURNING outcome
), announced AS (
    INSERT INTO live_change (topics, subject, subject_id)
    SELECT ARRAY['moderation', 'bench:' || id, 'story:' || id, 'person:' || author_id], 'story', id
    FROM bumped
    UNION ALL SELECT ARRAY['moderation'], 'lease', id FROM bumped
)
SELECT outcome, false FROM keyed UNION ALL SELECT outcome, true FROM seen UNION ALL SELECT NULL, false FROM owed
"""
# Free, in scope, not kept for a colleague whom its author answered, and not passed by this very person.
FREE = """
state = 'submitted' AND reading = %(reading)s AND {scope}
AND (kept_for_id IS NULL OR kept_for_id = %(by)s OR kept_until <= %(now)s)
AND NOT EXISTS (SELECT FROM workflow_pass WHERE person_id = %(by)s AND workflow_pass.story_id = stories_story.id)
AND NOT EXISTS (
    SELECT FROM workflow_claim
    WHERE step = 'moderate' AND item_id = stories_story.id AND expires_at > %(now)s)
"""
TRIES = 5
# Nobody is given more hard texts in a row than this: one item is then skipped, at most, and never an urgent one.
HARD_IN_A_ROW = 3
# « Suivant » gives a silent second reading once in so many stories, while any waits.
ONE_IN = 10
# One story may have been taken several times, in one tab after another.
LOOKED_BACK = 12


class SecondReadingFirst(Exception):
    """It is this person's turn to read a decided story again (silent_readings)."""


def claim_next(
    *, by: User, key: str | None, reading: str = Story.Reading.FIRST, second_too: bool = False
) -> Outcome | None:
    """Claim the oldest story of a reading that is free and in scope; None when there is none.

    Raises NotAllowed where the reading is not theirs (the second is a senior's), HandsFull at the cap; with
    ``second_too``, SecondReadingFirst when a silent one is their turn. The same key answers the same story again.
    """
    if not key or len(key) > MAX_KEY:
        raise Incomplete()
    if not by.viewer.is_moderator or (reading == Story.Reading.SECOND and not by.viewer.is_senior):
        raise NotAllowed()
    scope, parameters = to_moderate_in_sql(by.viewer)
    asked = {**parameters, "by": by.pk, "key": key, "reading": reading, "second_too": second_too}
    for _ in range(TRIES):
        # A lost race (its snapshot was older than another's lease) finds nothing: look again.
        try:
            found = _claim_next(scope, asked)
        except IntegrityError:
            continue
        if found:
            return found
        if not _any_free(by, reading):
            break
    if Claim.objects.filter(holder=by).count() >= settings.CLAIMS_PER_PERSON:
        if expire_leases(Claim.objects.filter(holder=by, expires_at__lte=now())):
            return claim_next(by=by, key=key, reading=reading, second_too=second_too)
        raise HandsFull(held=held_by(by.pk))
    return None


def _claim_next(scope: str, parameters: dict) -> Outcome | None:
    instant = now()
    with connection.cursor() as cursor:
        cursor.execute(
            NEXT.format(free=FREE.format(scope=scope), scope=scope),
            {
                **parameters,
                "in_a_row": HARD_IN_A_ROW,
                "looked_back": LOOKED_BACK,
                "between": ONE_IN - 2,
                "read_again": list(CLAIM[Step.CALIBRATE].sources),
                "cap": settings.CLAIMS_PER_PERSON,
                "tab": uuid4(),
                "now": instant,
                "until": lease_until(instant),
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    outcome, repeated = row
    if outcome is None:
        raise SecondReadingFirst()
    log.ring_once_committed()
    return Outcome(**json.loads(outcome), replayed=repeated)


def _any_free(by: User, reading: str) -> bool:
    held = Claim.objects.filter(step="moderate", expires_at__gt=now()).values("item_id")
    kept = Q(kept_for__isnull=False) & ~Q(kept_for=by) & Q(kept_until__gt=now())
    return (
        stories_to_moderate(by.viewer)
        .filter(state="submitted", reading=reading)
        .exclude(kept)
        .exclude(passes__person=by)
        .exclude(pk__in=held)
        .exists()
    )
