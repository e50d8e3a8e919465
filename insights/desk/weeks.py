"""Twelve weeks of the desk: what came in and went out, how long it waited, how long it was worked on."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from workflow.models import Decision, RejectionReason
from workflow.spine.instant import now

WEEKS = 12
WEEK = "date_trunc('week', {} AT TIME ZONE %(zone)s)::date"
# What waits now; and of each week how many came to be read, or to wait for their author, less how many ceased to.
FLOW = f"""
SELECT present.*, week, posted, to_read, awaiting FROM (
    SELECT count(*) FILTER (WHERE state = 'submitted' AND reading = 'first') AS first,
        count(*) FILTER (WHERE state = 'submitted' AND reading = 'second') AS second,
        min(submitted_at) FILTER (WHERE state = 'submitted') AS oldest,
        count(*) FILTER (WHERE state = 'awaiting_author') AS waiting,
        min(awaiting_since) FILTER (WHERE state = 'awaiting_author') AS awaiting_oldest
    FROM stories_story WHERE state IN ('submitted', 'awaiting_author')) AS present
LEFT JOIN (
    SELECT {WEEK.format("at")} AS week, count(*) FILTER (WHERE action = 'submit') AS posted,
        count(*) FILTER (WHERE to_state = 'submitted') - count(*) FILTER (WHERE from_state = 'submitted') AS to_read,
        count(*) FILTER (WHERE to_state = 'awaiting_author')
        - count(*) FILTER (WHERE from_state = 'awaiting_author') AS awaiting
    FROM workflow_event WHERE at >= %(since)s AND routing_id IS NULL GROUP BY 1) AS flow ON true
"""
DECIDED = f"""
SELECT {WEEK.format("at")}, outcome, reason, count(*)
FROM workflow_decision WHERE at >= %(since)s AND undone_at IS NULL GROUP BY 1, 2, 3
"""
# A lease begins when it is taken (or given back by an undo) and ends with the next of these events of its story.
WORKED = f"""
WITH first_read AS (
    SELECT {WEEK.format("posted.at")} AS week, extract(epoch FROM taken.at - posted.at) / 3600 AS hours
    FROM workflow_event posted CROSS JOIN LATERAL (
        SELECT min(at) AS at FROM workflow_event event
        WHERE event.story_id = posted.story_id AND action = 'claim_moderate' AND event.at >= posted.at) AS taken
    WHERE posted.action = 'submit' AND posted.at >= %(since)s
), reading AS (
    SELECT week, count(*) AS posted, count(hours) AS read,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS p90
    FROM first_read GROUP BY 1
), leases AS (
    SELECT story_id, action, at, lead(at) OVER (PARTITION BY story_id ORDER BY id) AS until
    FROM workflow_event
    WHERE at >= %(since)s AND routing_id IS NULL AND action IN (
        'claim_moderate', 'take_over_moderate', 'undo', 'release_moderate', 'expire_moderate', 'pass', 'publish',
        'correct', 'reject', 'propose_rewrite', 'ask', 'escalate', 'withdraw')
), work AS (
    SELECT {WEEK.format("at")} AS week, sum(extract(epoch FROM until - at)) / 60 AS minutes,
        count(DISTINCT story_id) AS stories
    FROM leases
    WHERE action IN ('claim_moderate', 'take_over_moderate', 'undo') AND until IS NOT NULL GROUP BY 1
)
SELECT week, posted, read, median, p90, minutes, stories FROM reading FULL JOIN work USING (week)
"""


@dataclass
class Week:
    """The desk in one week; what nobody counted is None."""

    monday: date
    posted: int = 0
    decided: int = 0
    to_read: int = 0
    awaiting: int = 0
    read: int = 0
    median: float | None = None
    p90: float | None = None
    minutes: float | None = None
    worked_on: int = 0

    @property
    def per_story(self) -> float | None:
        return self.minutes / self.worked_on if self.minutes is not None and self.worked_on else None


@dataclass
class DeskFigures:
    """All that the page tells, of the team."""

    since: datetime
    first: int
    second: int
    oldest: datetime | None
    awaiting: int
    awaiting_oldest: datetime | None
    weeks: list[Week]
    outcomes: list[tuple[str, int]]

    @property
    def decided(self) -> int:
        return sum(n for _, n in self.outcomes)

    @property
    def highest(self) -> int:
        """The tallest bar."""
        return max([1, *(max(week.posted, week.decided) for week in self.weeks)])


def desk_figures() -> DeskFigures:
    """Three queries, whatever the number of stories."""
    mondays = _mondays()
    since = timezone.make_aware(datetime.combine(mondays[0], time.min))
    flow = _rows(FLOW, since)
    first, second, oldest, awaiting, awaiting_oldest = flow[0][:5]
    weeks = {monday: Week(monday) for monday in mondays}
    _fill_flow(weeks, [row[5:] for row in flow], first + second, awaiting)
    outcomes = _fill_decided(weeks, _rows(DECIDED, since))
    for monday, _, read, median, p90, minutes, stories in _rows(WORKED, since):
        if week := weeks.get(monday):
            week.read, week.median, week.p90 = read or 0, median, p90
            week.minutes, week.worked_on = minutes and float(minutes), stories or 0
    return DeskFigures(
        since, first, second, oldest, awaiting, awaiting_oldest, list(weeks.values()), outcomes
    )


def _mondays() -> list[date]:
    today = timezone.localtime(now()).date()
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]


def _rows(sql: str, since: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since, "zone": settings.TIME_ZONE})
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _fill_flow(weeks: dict[date, Week], rows: list[tuple[Any, ...]], to_read: int, awaiting: int) -> None:
    """What waits now, less what each later week brought, is what waited at the end of a week."""
    changes = {monday: (posted, read, asked) for monday, posted, read, asked in rows}
    for monday in reversed(weeks):
        week = weeks[monday]
        posted, read, asked = changes.get(monday, (0, 0, 0))
        week.posted, week.to_read, week.awaiting = posted, to_read, awaiting
        to_read, awaiting = to_read - read, awaiting - asked


def _fill_decided(weeks: dict[date, Week], rows: list[tuple[Any, ...]]) -> list[tuple[str, int]]:
    """Each week's decisions; answers their number by outcome and reason, in the order of the lists."""
    totals: dict[tuple[str, str], int] = {}
    for monday, outcome, reason, n in rows:
        if monday in weeks:
            weeks[monday].decided += n
        totals[outcome, reason] = totals.get((outcome, reason), 0) + n
    names = {
        (outcome.value, reason): outcome.label + (f" : {RejectionReason(reason).label}" if reason else "")
        for outcome in Decision.Outcome
        for reason in ["", *RejectionReason.values]
    }
    return [(name, totals[key]) for key, name in names.items() if key in totals]
