"""The journal as a file: for a spreadsheet, without formulas, streamed some lines at a time."""

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

from tests.loops import in_a_loop
from tests.stories_made import submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.journal.reading import FILE, correct, lines, reject
from workflow.journal import entries
from workflow.journal.entries import chunks, visible_to
from workflow.journal.export import HEADERS, safe, stream

pytestmark = pytest.mark.django_db


class TestTheFile:
    def test_has_french_headers_and_opens_in_a_spreadsheet(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard, text="Le guichet était ferme.")
        correct(story, ines, world.caf_gard, "Le guichet était fermé.")

        response = signed_in(ines).get(FILE)
        (line,) = lines(ines)

        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in response["Content-Disposition"]
        assert list(line) == HEADERS
        assert line["Services concernés"] == str(world.caf_gard)
        assert line["Modérateur"] == ines.name and line["Décision"] == "corrigée et publiée"
        assert line["Différences"] == "[-ferme-]{+fermé+}"

    @pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@cmd", "\t=1", "\r=1", "  =1", "＝1", "\n=1"])
    def test_holds_no_formula(self, cell):
        assert safe(cell) == f"'{cell}"

    def test_leaves_other_cells_as_they_are(self):
        assert [safe(cell) for cell in ("Un titre", "a=b", 12, "")] == ["Un titre", "a=b", "12", ""]

    def test_guards_what_people_wrote(self, world, mamie, ines):
        reject(submitted_story(mamie, world.caf_gard, title='=HYPERLINK("x")'), ines, message="@SUM(1)")

        (line,) = lines(ines)

        assert line["Titre"].startswith("'=") and line["Mot à l'auteur"].startswith("'@")

    def test_is_read_some_lines_at_a_time(self, world, mamie, ines, rf, django_assert_num_queries):
        for _ in range(5):
            reject(submitted_story(mamie, world.caf_gard), ines)
        chunks = entries.chunks(visible_to(ines.viewer), length=2)
        content = iter(stream(rf.get(FILE), chunks).streaming_content)

        with django_assert_num_queries(0):
            next(content)
        with django_assert_num_queries(1):
            assert next(content).count(b"\r\n") == 2
        with django_assert_num_queries(3):
            assert sum(block.count(b"\r\n") for block in content) == 3

    def test_has_all_that_the_page_would_need_several_pages_for(self, world, mamie, ines, monkeypatch):
        monkeypatch.setattr("workflow.journal.entries.SHOWN", 2)
        for _ in range(5):
            reject(submitted_story(mamie, world.caf_gard), ines)

        assert len(lines(ines)) == 5


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_between_two_chunks_of_the_file(world, mamie, ines, rf):
    for _ in range(3):
        reject(submitted_story(mamie, world.caf_gard), ines)
    content = iter(stream(rf.get(FILE), chunks(visible_to(ines.viewer), 1)).streaming_content)

    next(content)
    for _ in range(3):
        assert next(content)
        assert connection.connection is None


@pytest.mark.django_db(transaction=True)
def test_the_file_is_streamed_the_same_by_an_asynchronous_server(world, mamie, ines, async_rf):
    for _ in range(2):
        reject(submitted_story(mamie, world.caf_gard), ines)
    events = visible_to(ines.viewer)

    async def asked() -> tuple[bool, list[bytes]]:
        response = stream(async_rf.get(FILE), chunks(events, 1))
        blocks = [block async for block in response]
        await sync_to_async(connections.close_all)()
        return response.is_async, blocks

    is_async, blocks = in_a_loop(asked())

    assert is_async and len(blocks) == 3
