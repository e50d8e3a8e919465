"""The desk in figures, all counted from events and decisions; of a team, never of a person.

``funnel`` is DOMAIN.md's golden table for any window: what became of the stories posted in it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from stories.models import Feeling, Story
from workflow.models import RejectionReason

S = Story.State
# What became of each posted story is the state its last event led to. Of those published, « rewritten » means that
# its author agreed to a change proposed, or wrote their own instead; « corrected », that a moderator's correction
# stands.
FUNNEL = """
SELECT last.to_state, story.reading, story.closed_reason,
    CASE WHEN last.to_state = 'rejected' THEN (
        SELECT reason FROM workflow_decision decision
        WHERE decision.story_id = story.id AND outcome = 'reject' AND undone_at IS NULL
        ORDER BY decision.id DESC LIMIT 1) ELSE '' END,
    CASE WHEN last.to_state <> 'published' THEN ''
    WHEN EXISTS (
        SELECT FROM workflow_proposedchange change
        JOIN workflow_proposal proposal ON proposal.id = change.proposal_id
        WHERE proposal.story_id = story.id AND change.answer IN ('accepted', 'edited')) THEN 'rewritten'
    WHEN EXISTS (
        SELECT FROM workflow_decision decision
        WHERE decision.story_id = story.id AND outcome = 'correct' AND undone_at IS NULL) THEN 'corrected'
    ELSE '' END,
    story.feeling, count(*)
FROM workflow_event posted
JOIN stories_story story ON story.id = posted.story_id
CROSS JOIN LATERAL (
    SELECT to_state FROM workflow_event event
    WHERE event.story_id = posted.story_id AND event.routing_id IS NULL
    ORDER BY event.id DESC LIMIT 1) AS last
WHERE posted.action = 'submit' AND posted.at >= %(since)s AND posted.at < %(until)s
GROUP BY 1, 2, 3, 4, 5, 6
"""


@dataclass
class Funnel:
    """What became of the stories posted in a window; ``posted`` is the sum of all that follows it."""

    posted: int = 0
    published: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    waiting_for_author: int = 0
    waiting_first: int = 0
    waiting_second: int = 0
    withdrawn: Counter[str] = field(default_factory=Counter)
    unpublished: int = 0
    corrected: int = 0
    rewritten: int = 0
    feelings: Counter[str] = field(default_factory=Counter)

    @property
    def moderated(self) -> int:
        return self.corrected + self.rewritten

    def add(self, row: tuple[Any, ...]) -> None:
        """So many stories of one kind."""
        state, reading, closed, reason, words, feeling, n = row
        self.posted += n
        if state == S.PUBLISHED:
            self.published += n
            self.feelings[feeling] += n
            self.corrected += n * (words == "corrected")
            self.rewritten += n * (words == "rewritten")
        elif state == S.REJECTED:
            self.rejected[reason or ""] += n
        elif state == S.AWAITING_AUTHOR:
            self.waiting_for_author += n
        elif state == S.SUBMITTED:
            self.waiting_first += n * (reading == Story.Reading.FIRST)
            self.waiting_second += n * (reading == Story.Reading.SECOND)
        elif state == S.WITHDRAWN:
            self.withdrawn[closed] += n
        elif state == S.UNPUBLISHED:
            self.unpublished += n

    @property
    def by_name(self) -> dict[str, int]:
        """Each figure by its name in DOMAIN.md; reasons and feelings by their own."""
        return {
            "posted": self.posted,
            "published": self.published,
            "rejected": self.rejected.total(),
            **self.rejected,
            "waiting_for_author": self.waiting_for_author,
            "waiting_first": self.waiting_first,
            "waiting_second": self.waiting_second,
            "withdrawn": self.withdrawn.total(),
            "unpublished": self.unpublished,
            "moderated": self.moderated,
            "corrected": self.corrected,
            "rewritten": self.rewritten,
            **self.feelings,
        }

    @property
    def rows(self) -> list[tuple[str, int]]:
        """As lines of a table, in the words of the page."""
        told = [("Publiées", self.published)]
        told += [
            (f"Non publiées : {RejectionReason(reason).label}", n)
            for reason, n in sorted(self.rejected.items())
        ]
        told += [
            ("En attente de leur auteur", self.waiting_for_author),
            ("À lire, première lecture", self.waiting_first),
            ("À lire, seconde lecture", self.waiting_second),
        ]
        told += [
            (f"Retirées : {Story.ClosedReason(closed).label}", n)
            for closed, n in sorted(self.withdrawn.items())
        ]
        return [*told, ("Dépubliées", self.unpublished)]

    @property
    def feeling_rows(self) -> list[tuple[str, int]]:
        return [(feeling.label, self.feelings[feeling]) for feeling in Feeling]


def funnel(since: datetime, until: datetime) -> Funnel:
    """DOMAIN.md: posted = published + rejected + waiting + withdrawn + unpublished; one query."""
    found = Funnel()
    with connection.cursor() as cursor:
        cursor.execute(FUNNEL, {"since": since, "until": until})
        for row in cursor.fetchall():
            found.add(row)
    return found
