"""What must not have happened, asked of the database in SQL of its own: nothing of the app's guards is used."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg

from tests.bench.rehearsal.play import Play, Saved

DECIDING = "('publish', 'correct', 'reject')"
PUBLISHING = (
    "(action IN ('approve', 'approve_with_edits') OR (action = 'submit_reply' AND to_state = 'answered'))"
)

# Each answers how many times too often.
DOUBLE_DECISIONS = {
    "stories decided more than once": f"""
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_event
        WHERE action IN {DECIDING} GROUP BY story_id) AS of_each""",
    "stories with more than one decision": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_decision
        GROUP BY story_id) AS of_each""",
    "stories whose state is not what was decided": """
        SELECT count(*) FROM stories_story story JOIN workflow_event event ON event.story_id = story.id
        WHERE event.routing_id IS NULL AND story.state NOT IN ('withdrawn', 'unpublished')
          AND event.action IN ('publish', 'correct', 'reject')
          AND story.state <> CASE event.action WHEN 'reject' THEN 'rejected' ELSE 'published' END""",
    "revisions judged more than once": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_verdict
        GROUP BY revision_id) AS of_each""",
    "more verdicts than submissions": """
        SELECT coalesce(sum(greatest(judged - submitted, 0)), 0) FROM (SELECT
          count(*) FILTER (WHERE action IN ('approve', 'approve_with_edits', 'send_back')) AS judged,
          count(*) FILTER (WHERE action = 'submit_reply') AS submitted
        FROM workflow_event WHERE routing_id IS NOT NULL GROUP BY routing_id) AS of_each""",
    "replies approved by somebody who wrote in them": """
        SELECT count(*) FROM workflow_verdict verdict JOIN workflow_draftrevision revision
        ON revision.id = verdict.revision_id AND revision.by_id = verdict.by_id""",
}
DOUBLE_PUBLICATIONS = {
    "routings with more than one reply": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stories_reply
        GROUP BY routing_id) AS of_each""",
    "routings published more than once": f"""
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_event
        WHERE {PUBLISHING} GROUP BY routing_id) AS of_each""",
    "stories sent twice to one structure": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stories_routing
        GROUP BY story_id, structure_id) AS of_each""",
    "stories submitted more than once": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_event
        WHERE action = 'submit' GROUP BY story_id) AS of_each""",
    "stories told twice by one author": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stories_story
        WHERE state <> 'draft' GROUP BY author_id, md5(text)) AS of_each""",
    "mails owed twice": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_mail
        GROUP BY event_id, kind, person_id, structure_id) AS of_each""",
    "authors told twice of one thing by mail": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n
        FROM workflow_mail mail JOIN workflow_event event ON event.id = mail.event_id
        WHERE mail.kind IN ('received', 'published', 'corrected', 'rejected', 'replied')
        GROUP BY mail.kind, mail.person_id, event.story_id, event.routing_id) AS of_each""",
    "people told twice of one thing in the app": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_notification
        WHERE kind IN ('published', 'rejected', 'replied', 'routed', 'orphan')
        GROUP BY kind, person_id, story_id, routing_id, event_id) AS of_each""",
}
CLAIMS_ON_CLOSED_STEPS = """
    SELECT claim.step || ' ' || claim.item_id FROM workflow_claim claim
    LEFT JOIN stories_story story ON claim.step = 'moderate' AND story.id = claim.item_id
    LEFT JOIN stories_routing routing ON claim.step <> 'moderate' AND routing.id = claim.item_id
    WHERE NOT coalesce(CASE claim.step
        WHEN 'moderate' THEN story.state = 'submitted'
        WHEN 'draft' THEN routing.state IN ('to_answer', 'drafting')
        WHEN 'validate' THEN routing.state = 'to_validate' END, false)"""
COUNTS = {
    "published": "SELECT count(*) FROM stories_story WHERE state = 'published' AND id = ANY(%s)",
    "corrected": "SELECT count(*) FROM workflow_decision WHERE outcome = 'correct' AND story_id = ANY(%s)",
    "rejected": "SELECT count(*) FROM stories_story WHERE state = 'rejected' AND id = ANY(%s)",
    "replies": """
        SELECT count(*) FROM stories_reply reply JOIN stories_routing routing ON routing.id = reply.routing_id
        WHERE routing.story_id = ANY(%s)""",
}


class Books:
    """The database, read by somebody who does not know the application."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple]:
        return self._connection.execute(sql, parameters).fetchall()  # type: ignore[arg-type]

    def number(self, sql: str, parameters: Sequence[object] = ()) -> int:
        return int(self.rows(sql, parameters)[0][0])

    def counted(self, checks: dict[str, str]) -> Counter[str]:
        return Counter({name: number for name, sql in checks.items() if (number := self.number(sql))})

    def left_to_do(self, play: Play) -> int:
        """Stories to decide and routings to answer, but for those that nobody is going to answer."""
        ids = list(play.told)
        unread = self.number(
            "SELECT count(*) FROM stories_story WHERE state = 'submitted' AND id = ANY(%s)", [ids]
        )
        open_routings = self.rows(
            "SELECT story_id, structure_id, state FROM stories_routing"
            " WHERE state <> 'answered' AND holder_id IS NOT NULL AND story_id = ANY(%s)",
            [ids],
        )
        silent = {
            (pk, house) for pk, told in play.told.items() for house, said in told.replies.items() if not said
        }
        begun = sum((pk, house) in silent and state == "to_answer" for pk, house, state in open_routings)
        return unread + begun + sum((pk, house) not in silent for pk, house, _ in open_routings)

    def claims_on_closed_steps(self) -> list[str]:
        return [found for (found,) in self.rows(CLAIMS_ON_CLOSED_STEPS)]

    def claims(self, people: Iterable[int]) -> int:
        return self.number("SELECT count(*) FROM workflow_claim WHERE holder_id = ANY(%s)", [list(people)])

    def mails_waiting(self) -> int:
        return self.number("SELECT count(*) FROM workflow_mail WHERE sent_at IS NULL")

    def mails_too_many(self, folder: Path) -> int:
        """Messages written beyond those that are known to have left; codes are owed by nobody."""
        sent = self.number("SELECT count(*) FROM workflow_mail WHERE sent_at IS NOT NULL")
        written = [log.read_bytes().count(b"\nSubject: ") for log in folder.glob("*.log")]
        codes = sum(b"code de connexion" in log.read_bytes() for log in folder.glob("*.log"))
        return max(0, sum(written) - codes - sent)

    def lost(self, saved: list[Saved]) -> list[Saved]:
        """Texts of which the server said that they were kept, and that are nowhere."""
        originals = set(self.rows("SELECT story_id, title || E'\\n' || text FROM stories_storytext"))
        revisions = set(self.rows("SELECT routing_id, text FROM workflow_draftrevision"))
        kept = revisions | set(self.rows("SELECT routing_id, text FROM workflow_replydraft"))
        copies = {(item, who, text) for item, who, text in self.rows(
            "SELECT item_id, person_id, text FROM workflow_privatecopy"
        )}  # fmt: skip
        found = {
            "original": lambda one: (one.item, one.text) in originals,
            "revision": lambda one: (one.item, one.text) in revisions,
            "copy": lambda one: any(
                (one.item, one.person, text) in copies for text in (one.text, one.text.replace("\n", "\r\n"))
            ),
            "draft": lambda one: (one.item, one.text) in kept,
        }
        return [one for one in _last_words(saved) if not found[one.where](one)]


def _last_words(saved: list[Saved]) -> list[Saved]:
    """Of several saves in a row by the same person only the last: they changed their own words."""
    drafts = sorted((one for one in saved if one.where == "draft"), key=lambda one: (one.item, one.saves))
    last = [
        one
        for one, following in zip(drafts, [*drafts[1:], None], strict=True)
        if following is None or (following.item, following.person) != (one.item, one.person)
    ]
    submitted = {(one.item, one.person) for one in saved if one.where == "revision"}
    # Who submits replaces their own working words by those they submit.
    return [one for one in last if (one.item, one.person) not in submitted] + [
        one for one in saved if one.where != "draft"
    ]
