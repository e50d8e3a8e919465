"""What the desks of replies ask of the database, and how far they list what they found."""

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.models import Routing
from tests.pressing import WORDS, pressed, take
from tests.stories_made import published_story
from tests.workflow.desks import signed_in
from tests.workflow.many_at_work import everywhere_at_work
from tests.workflow.reply_desks import bench, desk
from workflow import actions
from workflow.models import Notification, PrivateCopy, Step
from workflow.notifications import views as notification_views
from workflow.replies import rows as reply_rows
from workflow.replies.counts import inbox_of, load_inbox
from workflow.replies.queues import to_answer, to_validate
from workflow.replies.revisions import writers, writers_among
from workflow.replies.rows import drawn_with_open, load_routings

pytestmark = pytest.mark.django_db
MOST_QUERIES = 10


class TestQueries:
    @pytest.mark.parametrize("is_listed", [True, False])
    @pytest.mark.parametrize("page", [desk, bench])
    def test_of_a_workbench_are_ten_at_most_whatever_lies_around(
        self, page, is_listed, submitted, world, mamie, sonia, marc, django_assert_max_num_queries
    ):
        if not is_listed:
            Routing.objects.filter(pk=submitted.pk).update(state=Routing.State.CLOSED)
        client = signed_in(marc)
        asked = []
        for many in (1, 29):
            everywhere_at_work(many, world, mamie, sonia, marc)
            PrivateCopy.objects.create(person=marc, step=Step.DRAFT, item_id=submitted.pk, text="Gardé.")
            with django_assert_max_num_queries(MOST_QUERIES) as queries:
                assert client.get(page(submitted)).status_code == 200
            asked.append(len(queries))

        assert asked[0] == asked[1]

    @pytest.mark.parametrize("name", ["workflow:inbox", "workflow:validation", "workflow:notifications"])
    def test_of_a_list_are_ten_at_most_though_nothing_was_drawn_before(
        self, name, world, mamie, sonia, marc, django_assert_max_num_queries
    ):
        everywhere_at_work(1, world, mamie, sonia, marc)
        client = signed_in(marc)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(reverse(name)).status_code == 200


class TestWhatIsLoadedTogether:
    def test_is_what_the_models_say(self, submitted, marc, vera, world):
        PrivateCopy.objects.create(person=vera, step=Step.VALIDATE, item_id=submitted.pk, text="À moi.")
        PrivateCopy.objects.create(person=marc, step=Step.VALIDATE, item_id=submitted.pk, text="À Marc.")
        tab = take(Step.VALIDATE, submitted, vera)

        rows, opened = drawn_with_open(to_validate(vera.viewer), submitted.pk, vera, Step.VALIDATE)

        assert [row.pk for row in rows] == [submitted.pk]
        assert opened.routing.claim.holder_id == vera.pk and opened.routing.claim.holder.name == vera.name
        assert str(opened.routing.claim.tab) == tab and opened.routing.claim.expires_at > timezone.now()
        assert opened.routing.verdict is None
        assert [other.structure.name for other in opened.others] == [world.fs_sommieres.name]
        assert [(one.text, one.by.name) for one in opened.written] == [(WORDS.text, "Sonia Delmas")]
        assert [copy.text for copy in opened.copies] == ["À moi."]

    def test_has_the_last_verdict(self, submitted, sonia, vera):
        tab = take(Step.VALIDATE, submitted, vera)
        actions.send_back(submitted.pk, **pressed(submitted, vera), tab=tab, comment="Trop sec.")

        row = load_routings([submitted.pk])[submitted.pk]

        assert (row.verdict.outcome, row.verdict.comment) == ("sent_back", "Trop sec.")
        assert row.verdict.by.name == "Véra Costa"
        assert writers(row) == writers_among(row.revisions.all(), row.verdict) == {sonia.pk}

    def test_lists_the_open_one_only_where_it_waits(self, submitted, marc):
        for queue, listed in [(to_answer, 0), (to_validate, 1)]:
            rows, opened = drawn_with_open(queue(marc.viewer), submitted.pk, marc, Step.DRAFT)
            assert len(rows) == listed and opened.routing.pk == submitted.pk

    def test_counts_as_the_whole_countrys_load_does(self, submitted, routing, world, mamie, request):
        published_story(mamie, world.caf_gard, world.caf_ales, world.sip_nimes)
        for who in ("sonia", "marc", "vera", "gilles", "olive", "pilote", "stranger"):
            viewer = request.getfixturevalue(who).viewer
            whole = load_inbox()["inbox"].for_viewer(viewer)
            assert inbox_of(viewer).for_viewer(viewer) == whole, who


class TestAListThatIsLong:
    def test_says_how_many_more_there_are(self, monkeypatch, world, mamie, sonia):
        monkeypatch.setattr(reply_rows, "SHOWN", 2)
        monkeypatch.setattr("workflow.replies.desk.SHOWN", 2)
        last = [published_story(mamie, world.caf_gard).routings.get() for _ in range(4)][-1]
        client = signed_in(sonia)

        page = client.get("/reponses/").text
        assert page.count("<article") == 2 and "et 2 autres, arrivées plus tard" in page
        # What is open is always in the list.
        opened = client.get(desk(last)).text
        assert f'id="routing_row-{last.pk}"' in opened and "et 1 autre, arrivée plus tard" in opened

    def test_of_notifications_goes_on_page_after_page(self, monkeypatch, world, mamie, sonia, marc):
        monkeypatch.setattr(notification_views, "LISTED", 2)
        everywhere_at_work(5, world, mamie, sonia, marc)
        client, url, seen = signed_in(marc), "/notifications/", []
        while url:
            context = client.get(url).context
            seen += [notification.pk for notification in context["listed"]]
            url = context["older"] and f"/notifications/?avant={context['older']}"

        newest_first = Notification.objects.filter(person=marc).order_by("-pk")
        assert seen == list(newest_first.values_list("pk", flat=True)) and len(seen) == 5

    def test_of_notifications_is_read_from_its_beginning_whatever_the_address_says(self, marc):
        for wrong in ("", "x", "-1", "²", "9" * 400):
            assert signed_in(marc).get("/notifications/", {"avant": wrong}).status_code == 200
