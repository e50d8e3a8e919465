"""The queues before moderators: what is in each, page by page, as each person filters them."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from directory.rights import Viewer
from stories.models import Story
from tests.pressing import key, pressed, take
from tests.stories_made import many, published_story, submitted_story
from tests.workflow.desks import signed_in
from workflow import actions, clock
from workflow.models import QueueView, Step
from workflow.queues.filters import NEWEST, Filters
from workflow.queues.queue import (
    AWAITING,
    DECIDED_KEPT,
    DECIDED_LATELY,
    SECOND,
    SHOWN,
    TO_READ,
    list_of,
    page_of,
)

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=9)


def in_queue(queue, viewer: Viewer, filters: Filters | None = None) -> list[int]:
    """All of a queue, gathered page by page."""
    found, after = [], ""
    while True:
        page = page_of(queue, viewer, filters or Filters(), after)
        found += [mark.pk for mark in page.marks]
        if not (after := page.after):
            return found


class TestWhatIsInAQueue:
    def test_a_story_is_in_the_one_its_row_says(self, world, mamie, ines, lucie):
        asked, sent_up, rejected = many(3, mamie, world.caf_gard)
        tab = take(Step.MODERATE, asked, ines)
        actions.ask(asked.pk, **pressed(asked, ines), tab=tab, question="Quel service ?")
        tab = take(Step.MODERATE, sent_up, ines)
        actions.escalate(sent_up.pk, **pressed(sent_up, ines), tab=tab, note="Menaces ?")
        tab = take(Step.MODERATE, rejected, ines)
        actions.reject(rejected.pk, **pressed(rejected, ines), tab=tab, reason="off_topic")
        waiting = submitted_story(mamie, world.caf_gard)

        for queue, story in [
            (AWAITING, asked),
            (SECOND, sent_up),
            (DECIDED_LATELY, rejected),
            (TO_READ, waiting),
        ]:
            assert in_queue(queue, ines.viewer) == [story.pk]
            assert list_of(Story.objects.get(pk=story.pk)) == queue.slug
        assert in_queue(SECOND, lucie.viewer) == [sent_up.pk]

    def test_what_was_decided_leaves_after_two_days(self, world, mamie, ines, lucie):
        story = published_story(mamie, world.caf_gard)
        assert in_queue(DECIDED_LATELY, ines.viewer) == [story.pk]

        actions.unpublish(story.pk, **pressed(story, lucie), public_reason="Sur demande.")
        assert in_queue(DECIDED_LATELY, ines.viewer) == [story.pk], "it was decided lately all the same"

        Story.objects.update(decided_at=timezone.now() - timedelta(hours=49))

        assert in_queue(DECIDED_LATELY, ines.viewer) == []
        assert reverse("workflow:journal") in signed_in(ines).get(reverse("workflow:decided")).text
        assert list_of(Story.objects.get(pk=story.pk)) == ""

    def test_the_clock_tells_desks_what_left(self, world, mamie, ines):
        leaving, _ = (published_story(mamie, world.caf_gard) for _ in range(2))
        edge = timezone.now() - DECIDED_KEPT
        Story.objects.filter(pk=leaving.pk).update(decided_at=edge - timedelta(seconds=2))

        clock.tell_what_is_no_longer_recent()

        with connection.cursor() as cursor:
            cursor.execute("SELECT subject, subject_id FROM live_change WHERE 'moderation' = ANY(topics)")
            assert cursor.fetchall() == [("story", leaving.pk), ("lease", leaving.pk)]

    def test_the_urgent_come_first_then_the_oldest(self, world, mamie, ines):
        first, second, third = many(3, mamie, world.caf_gard)
        Story.objects.filter(pk=third.pk).update(urgent=True)

        assert in_queue(TO_READ, ines.viewer) == [third.pk, first.pk, second.pk]
        text = signed_in(ines).get("/moderation/").text
        assert text.index("Urgentes, à lire d'abord") < text.index(f"story_row-{third.pk}")
        assert text.index("Par ancienneté") < text.index(f'id="story_row-{first.pk}"')

    def test_every_story_is_on_one_page_and_one_only(self, world, mamie, ines):
        told = many(SHOWN * 2 + 3, mamie, world.caf_gard)
        Story.objects.filter(pk__in=[story.pk for story in told[::7]]).update(urgent=True)

        for filters in (Filters(), Filters(order=NEWEST)):
            found = in_queue(TO_READ, ines.viewer, filters)
            assert len(found) == len(set(found)) == len(told)
        newest = Story.objects.order_by("-urgent", "-submitted_at", "-pk")
        assert found == list(newest.values_list("pk", flat=True))

    def test_a_cursor_that_is_none_of_ours_shows_the_beginning(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)
        for after in ("1", "2-1-1", "0-99999999999999999999-1", "0-1", "'; --", "0-9999999999999999-1"):
            response = signed_in(ines).get("/moderation/", {"apres": after})
            assert response.status_code == 200, after
        assert f"story_row-{story.pk}" in signed_in(ines).get("/moderation/?apres=x").text

    def test_a_long_queue_costs_what_a_short_one_costs(
        self, world, mamie, ines, django_assert_num_queries, django_assert_max_num_queries
    ):
        client = signed_in(ines)
        many(SHOWN, mamie, world.caf_gard)
        client.get("/moderation/")
        with django_assert_max_num_queries(10) as short:
            first = client.get("/moderation/").text
        asked = len(short)
        more = Story.objects.bulk_create(
            [
                Story(
                    author=mamie,
                    state=Story.State.SUBMITTED,
                    title=f"Récit {n}",
                    text="Un récit.",
                    submitted_at=timezone.now() + timedelta(seconds=n),
                )
                for n in range(5000)
            ]
        )
        client.get("/moderation/")

        with django_assert_num_queries(asked):
            long = client.get("/moderation/").text

        assert len(more) == 5000 and long.count('id="story_row-') == 2 * SHOWN  # each row and its link
        assert first.count('id="story_row-') == 2 * SHOWN and "Suivantes" not in first
        assert "Suivantes" in long and ">5050</span>" in long


def test_a_story_in_hand_costs_no_more_than_ten_queries_filtered_or_not(
    world, mamie, ines, django_assert_max_num_queries
):
    story = submitted_story(mamie, world.caf_gard, feeling="negative")
    client, url = signed_in(ines), f"/moderation/{story.pk}/?tab={take(Step.MODERATE, story, ines)}"

    for wanted in ({"drop": "all"}, {"feeling": "negative"}):
        client.post(reverse("workflow:arrange"), wanted)
        client.get(url)
        with django_assert_max_num_queries(10):
            assert 'id="publish"' in client.get(url).text


class TestFilters:
    @pytest.fixture
    def told(self, world, mamie) -> dict[str, Story]:
        old = timezone.now() - LONG_AGO
        return {
            "caf": submitted_story(mamie, world.caf_gard, feeling="negative", submitted_at=old),
            "sip": submitted_story(mamie, world.sip_nimes, feeling="positive"),
            "none": submitted_story(mamie, other_service="La mairie d'Uzès", urgent=True),
        }

    @pytest.mark.parametrize(
        ("filters", "left"),
        [
            ({"service": "CAF du gard"}, {"caf"}),
            ({"service": "nîmes"}, {"caf", "sip"}),
            ({"service": "uzes"}, {"none"}),
            ({"service": "%"}, {"caf", "sip", "none"}),
            ({"feeling": "positive"}, {"sip"}),
            ({"older": 168}, {"caf"}),
            ({"orphan": True}, {"none"}),
            ({"urgent": True}, {"none"}),
            ({"network": "famille"}, {"caf"}),
            ({"feeling": "negative", "older": 24, "service": "gard"}, {"caf"}),
        ],
    )
    def test_leave_in_what_was_asked_for(self, filters, left, told, world, ines):
        if "network" in filters:
            filters = {"network": world.famille.pk}

        found = in_queue(TO_READ, ines.viewer, Filters(**filters))

        assert set(found) == {told[name].pk for name in left}
        assert page_of(TO_READ, ines.viewer, Filters(**filters)).length == len(found)

    def test_leave_in_where_an_opinion_is_wanted_until_it_is_given(self, told, ines, karim):
        wanted = Filters(opinion=True)
        actions.note(told["caf"].pk, by=ines, key=key(), text="Un avis ?", asks=True)
        actions.note(told["sip"].pk, by=ines, key=key(), text="Une simple note.")
        assert in_queue(TO_READ, ines.viewer, wanted) == [told["caf"].pk]

        actions.note(told["caf"].pk, by=karim, key=key(), text="Publions.")

        assert not in_queue(TO_READ, ines.viewer, wanted)

    def test_are_kept_for_this_person_and_this_queue_and_change_no_count(self, told, ines, karim):
        client = signed_in(ines)
        chosen = {
            "queue": "a-lire",
            "feeling": "positive",
            "order": "newest",
            "older": "oui",
            "network": "999999999",
        }

        client.post(reverse("workflow:arrange"), chosen)

        text = unescape(client.get("/moderation/").text)
        assert "1 sur 3" in text and 'moderation_counts-to_read" data-version="0">3<' in text
        for words in ("ressenti positif", "les plus récentes d'abord", "Tout voir"):
            assert words in text
        assert QueueView.objects.get().filters == {"feeling": "positive", "order": "newest"}
        assert "Tout voir" not in signed_in(karim).get("/moderation/").text
        assert "Tout voir" not in client.get("/moderation/decidees/").text

    def test_go_one_by_one_or_all_at_once(self, told, ines):
        client, url = signed_in(ines), reverse("workflow:arrange")
        client.post(url, {"feeling": "positive", "urgent": "on", "service": "caf"})

        client.post(url, {"drop": "urgent"})
        assert QueueView.objects.get().filters == {"feeling": "positive", "service": "caf"}
        client.post(url, {"drop": "all"})
        assert QueueView.objects.get().filters == {}
        assert "sur 3" not in client.get("/moderation/").text

    def test_that_leave_nothing_say_so(self, told, ines):
        client = signed_in(ines)
        client.post(reverse("workflow:arrange"), {"service": "préfecture"})

        text = client.get("/moderation/").text

        assert "Aucune expérience ne répond à ces filtres" in text and "0 sur 3" in text
