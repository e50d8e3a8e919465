"""The database, read by somebody who does not know the application."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg

from tests.bench.rehearsal import plans
from tests.bench.rehearsal.checks import CLAIMS_ON_CLOSED_STEPS, PUBLIC_TOO_EARLY, WITHOUT_CONSENT
from tests.bench.rehearsal.play import Play, Saved

# Where each kind of kept text is found: (what it belongs to, the text).
KEPT = {
    "version": "SELECT story_id, title || E'\\n' || text FROM stories_storytext",
    "proposal": "SELECT story_id, title || E'\\n' || text FROM workflow_proposal",
    "words": """
        SELECT proposal.story_id, words FROM workflow_proposedchange change
        JOIN workflow_proposal proposal ON proposal.id = change.proposal_id""",
    "answer": "SELECT story_id, answer FROM workflow_question",
    "revision": "SELECT routing_id, text FROM workflow_draftrevision",
    "suite": """
        SELECT reply.routing_id, back.text FROM stories_answerback back
        JOIN stories_reply reply ON reply.id = back.reply_id""",
}
OPEN_ROUTINGS = """
    SELECT story_id, structure_id, state FROM stories_routing
    WHERE state <> 'answered' AND holder_id IS NOT NULL AND story_id = ANY(%s)"""
# Replies that somebody who follows their story has not judged, or not answered, or whose answer nobody read.
UNSETTLED_REPLIES = f"""
    SELECT count(*) FROM stories_reply reply JOIN stories_routing routing ON routing.id = reply.routing_id
    JOIN stories_story story ON story.id = routing.story_id
    LEFT JOIN stories_answerback back ON back.reply_id = reply.id
    WHERE story.author_id = ANY(%s) AND (reply.rating = '' OR back.state = 'submitted'
      OR routing.id %% {plans.EVERY} = 0 AND back.id IS NULL)"""


class Books:
    """Questions asked of the database while the play goes on, and at its end."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple]:
        return self._connection.execute(sql, parameters or None).fetchall()  # type: ignore[arg-type]

    def number(self, sql: str, parameters: Sequence[object] = ()) -> int:
        return int(self.rows(sql, parameters)[0][0])

    def counted(self, checks: dict[str, str]) -> Counter[str]:
        return Counter({name: number for name, sql in checks.items() if (number := self.number(sql))})

    def left_to_do(self, play: Play, following: Iterable[int]) -> Counter[str]:
        """How much of what is still to be done, but for what nobody is going to answer.

        ``following``: the authors who look at their replies.
        """
        ids = list(play.told)
        submitted = "SELECT count(*) FROM stories_story WHERE state = 'submitted' AND id = ANY(%s)"
        open_routings = self.rows(OPEN_ROUTINGS, [ids])
        silent = {
            (pk, house) for pk, told in play.told.items() for house, said in told.replies.items() if not said
        }
        left = {
            "stories to read": self.number(submitted, [ids]),
            "decisions that can be undone": self.to_take_effect(play),
            "authors to hear": len(self.waiting_for_authors(play)),
            "replies to write": sum((pk, house) not in silent for pk, house, _ in open_routings),
            "replies to begin": sum(
                (pk, house) in silent and state == "to_answer" for pk, house, state in open_routings
            ),
            "replies to judge or answer": self.number(UNSETTLED_REPLIES, [list(following)]),
        }
        return Counter({name: number for name, number in left.items() if number})

    def waiting_for_authors(self, play: Play) -> list[int]:
        """Stories whose author was asked something, or is going to take up what was turned down."""
        rows = self.rows(
            "SELECT id, state FROM stories_story WHERE id = ANY(%s) AND in_effect"
            " AND state IN ('awaiting_author', 'rejected')",
            [list(play.told)],
        )
        return [pk for pk, state in rows if state != "rejected" or plans.tells_again(play.told.get(pk))]

    def to_take_effect(self, play: Play) -> int:
        """Decisions that can still be undone."""
        return self.number(
            "SELECT count(*) FROM stories_story WHERE NOT in_effect AND id = ANY(%s)", [list(play.told)]
        )

    def without_consent(self, play: Play) -> list[int]:
        return [pk for (pk,) in self.rows(WITHOUT_CONSENT, [list(play.agreed)]) if pk in play.told]

    def claims_on_closed_steps(self) -> list[str]:
        return [found for (found,) in self.rows(CLAIMS_ON_CLOSED_STEPS)]

    def public_too_early(self) -> list[str]:
        return [f"story {found}" for (found,) in self.rows(PUBLIC_TOO_EARLY)]

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
        kept = {where: set(self.rows(sql)) for where, sql in KEPT.items()}
        kept["draft"] = kept["revision"] | set(self.rows("SELECT routing_id, text FROM workflow_replydraft"))
        copies: dict[tuple[int, int], str] = {}
        for item, who, text in self.rows("SELECT item_id, person_id, text FROM workflow_privatecopy"):
            copies[item, who] = copies.get((item, who), "") + text.replace("\r\n", "\n")

        def is_kept(one: Saved) -> bool:
            if one.where == "copy":
                return one.text.replace("\r\n", "\n") in copies.get((one.item, one.person), "")
            return (one.item, one.text) in kept[one.where]

        return [one for one in _last_words(saved) if not is_kept(one)]


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
