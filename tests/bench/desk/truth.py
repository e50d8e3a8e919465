"""What every screen must show once all is quiet, and what some of them show otherwise."""

from tests.bench.rehearsal.books import Books
from tests.bench.rehearsal.browser import Browser
from tests.bench.rehearsal.desk import Desk
from tests.bench.rehearsal.page import Element

QUEUES = ("/moderation/secondes-lectures/", "/moderation/attente/", "/moderation/decidees/", "/moderation/")
LAST_MOVES = "SELECT story_id, extract(epoch FROM max(at))::float8 FROM workflow_event GROUP BY story_id"


class Truth:
    """All rows of all queues, and their figures, as fresh pages show them to any national moderator."""

    def __init__(self, books: Books) -> None:
        self._moved = {f"story_row-{pk}": at for pk, at in books.rows(LAST_MOVES)}
        self.rows: dict[str, Element] = {}
        self.figures: dict[str, Element] = {}

    async def read(self, browser: Browser) -> None:
        """Page by page, to the end of every queue."""
        for path in QUEUES:
            where = path
            while where:
                page = await browser.get(where)
                self.rows |= page.rows
                self.figures = {
                    pk: one for pk, one in page.elements.items() if pk.startswith("moderation_counts-")
                }
                further = page.button("more")
                where = further["href"] if further else ""

    def wrong_on(self, desk: Desk) -> list[str]:
        """Rows and figures that this desk shows otherwise, or does not show though they moved before its eyes."""
        mine = {**desk.pill, **desk.shown}
        wrong = []
        for pk, one in mine.items():
            true = self.rows.get(pk) or self.figures.get(pk)
            if pk.startswith("story_row-") and true is None:
                wrong.append(f"{pk} is there, and in no queue")
            elif true is not None and true.html != one.html:
                wrong.append(f"{pk} differs (version {one.version}, the page's {true.version})")
        wrong += [
            f"{pk} is missing"
            for pk, true in self.rows.items()
            if pk not in mine and true.list in desk.lists and self._moved.get(pk, 0) > desk.since
        ]
        return wrong
