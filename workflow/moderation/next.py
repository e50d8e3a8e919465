"""« Suivant »: the oldest free story, claimed by one statement."""

import json
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection

from directory.models import User
from live import log
from stories.models import Story
from workflow.calibration.waiting import take_next, waiting_in_sql
from workflow.claims.actions import HandsFull, expire_leases
from workflow.claims.held import held_by
from workflow.models import Claim, Step
from workflow.queues.queue import SECOND, TO_READ, Queue
from workflow.spine.instant import now
from workflow.spine.keys import check_key
from workflow.spine.leases import FREE_SLOT, LEASE, lease_until
from workflow.spine.moves import Outcome
from workflow.spine.record import KEYED, LOGGED, OUTCOME
from workflow.spine.refusals import NotAllowed
from workflow.spine.scope import to_moderate_in_sql
from workflow.spine.steps import CLAIM
from workflow.spine.topics import changes_of_stories_to_read
from workflow.workbench.benches import bench_url

# Everything a claim does, in one round trip: find, lease, version, event, key, and the announcement, all in the
# spine's own words. Or the news that a silent second reading is their turn first (DOMAIN.md: calibration): one waits,
# and none of the last ONE_IN - 1 stories came after one. A row another person is deciding on at this instant is
# skipped, not waited for.
NEXT = f"""
WITH seen AS (
    SELECT outcome FROM workflow_keyedrequest
    WHERE person_id = %(holder)s AND verb = 'next' AND item_id = 0 AND key = %(key)s
), slot AS (
    SELECT slot.slot FROM {FREE_SLOT.format(but="")}
), tired AS (
    SELECT FROM (
        SELECT story_id FROM (
            SELECT id, story_id FROM workflow_event
            WHERE actor_id = %(holder)s AND action = %(action)s
            ORDER BY id DESC LIMIT %(looked_back)s) AS taken
        GROUP BY story_id ORDER BY max(id) DESC LIMIT %(in_a_row)s) AS last_taken
    JOIN stories_story story ON story.id = story_id
    HAVING count(*) FILTER (WHERE difficult) = %(in_a_row)s
), spared AS (
    SELECT id FROM (
        SELECT id, difficult, urgent, count(*) OVER () AS left_over, row_number() OVER () AS nth FROM (
            SELECT stories_story.id, difficult, urgent FROM stories_story
            WHERE EXISTS (SELECT FROM tired) AND {{free}}
            ORDER BY urgent DESC, submitted_at, stories_story.id LIMIT 2) AS two) AS oldest
    WHERE nth = 1 AND difficult AND NOT urgent AND left_over = 2
), owed AS (
    SELECT {{second_reading}} AND %(second_too)s
      AND NOT EXISTS (
        SELECT FROM workflow_claim
        WHERE step = 'calibrate' AND item_id = stories_story.id
          AND holder_id <> %(holder)s AND expires_at > %(now)s)
      AND (EXISTS (
        SELECT FROM workflow_keyedrequest
        WHERE person_id = %(holder)s AND verb = 'claim_calibrate' AND key = %(key)s
      ) OR NOT EXISTS (
        SELECT FROM workflow_event WHERE actor_id = %(holder)s AND action = 'claim_calibrate' AND id > (
            SELECT id FROM workflow_event WHERE actor_id = %(holder)s AND action = %(action)s
            ORDER BY id DESC OFFSET %(between)s LIMIT 1)
      ) AND EXISTS (
        SELECT FROM workflow_event WHERE actor_id = %(holder)s AND action = %(action)s OFFSET %(between)s))
    LIMIT 1
), free AS (
    SELECT stories_story.id, author_id FROM stories_story
    WHERE NOT EXISTS (SELECT FROM seen) AND NOT EXISTS (SELECT FROM owed) AND EXISTS (SELECT FROM slot) AND {{free}}
      AND stories_story.id NOT IN (SELECT id FROM spared)
    ORDER BY urgent DESC, submitted_at, stories_story.id
    LIMIT 1 FOR UPDATE OF stories_story SKIP LOCKED
), lease AS ({LEASE.format(item="free.id", slot="free, slot", also="")}
), bumped AS (
    UPDATE stories_story SET version = version + 1 FROM lease WHERE id = lease.item_id
    RETURNING id, version, author_id
), logged AS (
    {LOGGED}
    SELECT %(now)s, %(now)s, %(action)s, %(holder)s, id, NULL, %(state)s, %(state)s, version, %(detail)s::jsonb
    FROM bumped
), keyed AS (
    {KEYED}
    SELECT %(holder)s, 'next', 0, %(key)s,
        {OUTCOME.format(item="id", version="version", state="%(state)s", detail="%(detail)s")}
    FROM bumped
    RETURNING outcome
), announced AS (
    {log.INSERTION} {changes_of_stories_to_read("bumped")}
)
SELECT outcome, false FROM keyed UNION ALL SELECT outcome, true FROM seen UNION ALL SELECT NULL, false FROM owed
"""
# Free, in scope, not kept for a colleague whom its author answered, and not passed by this very person.
FREE = """
state = 'submitted' AND reading = %(reading)s AND {scope}
AND (kept_for_id IS NULL OR kept_for_id = %(holder)s OR kept_until <= %(now)s)
AND NOT EXISTS (SELECT FROM workflow_pass WHERE person_id = %(holder)s AND workflow_pass.story_id = stories_story.id)
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
    """It is this person's turn to read a decided story again (``calibration/waiting``)."""


def claim_next(
    *, by: User, key: str | None, reading: str = Story.Reading.FIRST, second_too: bool = False
) -> Outcome | None:
    """Claim the oldest story of a reading that is free and in scope; None when there is none.

    Raises NotAllowed where the reading is not theirs (the second is a senior's), HandsFull at the cap; with
    ``second_too``, SecondReadingFirst when a silent one is their turn. The same key answers the same story again.
    """
    key = check_key(key)
    if not by.viewer.is_moderator or (reading == Story.Reading.SECOND and not by.viewer.is_senior):
        raise NotAllowed()
    for _ in range(TRIES):
        # A lost race (its snapshot was older than another's lease) finds nothing: look again.
        try:
            found = _claim_next(by, key, reading, second_too)
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


def _claim_next(by: User, key: str, reading: str, second_too: bool) -> Outcome | None:
    scope, parameters = to_moderate_in_sql(by.viewer)
    second_reading, of_second_readings = waiting_in_sql(by.viewer)
    instant, tab = now(), uuid4()
    asked: dict[str, Any] = {
        "holder": by.pk,
        "key": key,
        "reading": reading,
        "second_too": second_too,
        "in_a_row": HARD_IN_A_ROW,
        "looked_back": LOOKED_BACK,
        "between": ONE_IN - 2,
        "cap": settings.CLAIMS_PER_PERSON,
        "step": Step.MODERATE,
        "action": CLAIM[Step.MODERATE].name,
        "state": Story.State.SUBMITTED,
        "tab": tab,
        "detail": json.dumps({"tab": str(tab)}),
        "now": instant,
        "until": lease_until(instant),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            NEXT.format(free=FREE.format(scope=scope), second_reading=second_reading),
            {**parameters, **of_second_readings, **asked},
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
    scope, parameters = to_moderate_in_sql(by.viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM stories_story WHERE {FREE.format(scope=scope)})",
            {**parameters, "holder": by.pk, "reading": reading, "now": now()},
        )
        return bool(cursor.fetchone()[0])


def next_url(*, by: User, key: str | None, queue: Queue = TO_READ) -> str | None:
    """What comes next for who works through this queue: the workbench of its oldest free story, claimed; of first
    readings, now and then that of a silent second one. None when nothing is left. Raises HandsFull."""
    if queue is SECOND:
        found = claim_next(by=by, key=key, reading=Story.Reading.SECOND)
        return f"{_bench_of(found)}&file={SECOND.slug}" if found else None
    try:
        found = claim_next(by=by, key=key, second_too=True)
    except SecondReadingFirst:
        if second := take_next(by=by, key=key):
            return bench_url(Step.CALIBRATE, second.item_id, second.detail["tab"])
        found = claim_next(by=by, key=key)
    return _bench_of(found) if found else None


def _bench_of(found: Outcome) -> str:
    return bench_url(Step.MODERATE, found.item_id, found.detail["tab"])
