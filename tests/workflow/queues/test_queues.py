"""The queues before moderators: what is in each, page by page, as each person looks at them."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from directory.models import PlatformRole, User
from directory.rights import Viewer
from live.fragments import draw, registry
from stories.models import AnswerBack, Report, Story
from tests.pressing import key, pressed, publish, take, version_of
from tests.stories_made import answer, published_story, submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.presses import holding
from workflow import actions, clock
from workflow.answers_back import waiting
from workflow.answers_back.waiting import load_count
from workflow.models import Claim, Decision, Pass, QueueView, Step
from workflow.queues.counts import load_moderation, own_counts
from workflow.queues.filters import NEWEST, Filters
from workflow.queues.queue import (
    AWAITING,
    DECIDED_KEPT,
    DECIDED_LATELY,
    QUEUES,
    SECOND,
    SHOWN,
    TO_READ,
    list_of,
    page_of,
)
from workflow.queues.rows import stories_to_read
from workflow.spine.history import history_of
from workflow.spine.leases import holder_of

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


def many(number: int, author, *houses, **more) -> list[Story]:
    start = timezone.now() - timedelta(hours=number)
    return [
        submitted_story(author, *houses, submitted_at=start + timedelta(minutes=n // 2), **more)
        for n in range(number)
    ]


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


class TestTheCounts:
    def test_equal_the_lists_of_answers_too(self, world, mamie, ines, karim, lucie):
        for house in (world.caf_gard, world.sip_nimes):
            reply = answer(published_story(mamie, house).routings.get())
            AnswerBack.objects.create(reply=reply, text="Merci.")
        closed = answer(published_story(mamie, world.caf_gard).routings.get())
        AnswerBack.objects.create(reply=closed, text="Merci.", state="published")
        PlatformRole.objects.create(user=mamie, role="moderator")
        told = load_count()["answers"]
        scoped = Viewer(ines.pk, frozenset({"moderator"}), networks=frozenset({world.famille.pk}))
        inside = Viewer(ines.pk, frozenset({"moderator"}), None, ((world.cnaf.pk, frozenset({"observer"})),))

        for viewer, wanted in [
            (ines.viewer, 2),
            (scoped, 1),
            (inside, 1),
            (User.objects.get(pk=mamie.pk).viewer, 0),
        ]:
            assert told.for_viewer(viewer) == wanted
            assert own_counts(viewer)["answers"].length == wanted
            assert waiting.answers_to_read(viewer).count() == wanted

    def test_of_the_authors_own_queue_leave_theirs_out_though_a_colleague_told_it(self, world, ines, karim):
        submitted_story(karim, world.caf_gard)
        told = load_moderation()["to_read"]

        assert (told.for_viewer(ines.viewer), told.for_viewer(karim.viewer)) == (1, 0)

    def test_of_all_queues_are_two_queries_whatever_waits(self, world, mamie, django_assert_num_queries):
        many(9, mamie, world.caf_gard, world.sip_nimes)
        with django_assert_num_queries(2):
            load_moderation()

    def test_are_on_every_tab(self, world, mamie, ines):
        many(3, mamie, world.caf_gard)
        Report.objects.create(story=published_story(mamie, world.caf_gard), reason="names")

        text = signed_in(ines).get("/moderation/").text

        for name, length in {"to_read": 3, "second": 0, "awaiting": 0, "reports": 1, "decided": 1}.items():
            assert f'id="moderation_counts-{name}" data-version="0">{length}</span>' in text, name
        assert 'id="answers_count-answers" data-version="0">0</span>' in text
        assert set(load_moderation()) == set(QUEUES)


class TestARow:
    def draw(self, story: Story, viewer) -> str:
        row = registry["story_row"]
        item = row.load([story.pk])[story.pk]
        return draw(row, item, row.audience(viewer, item))

    def test_says_who_reads_it_and_since_when(self, world, mamie, ines, karim):
        story = submitted_story(mamie, world.caf_gard)
        take(Step.MODERATE, story, karim)

        row = self.draw(story, ines.viewer)

        since = timezone.localtime(Claim.objects.get().claimed_at)
        assert f'Karim B. lit · <time data-lease="{story.pk}">depuis {since:%H:%M}</time>' in row
        assert f'data-holder="{karim.pk}"' in row

    def test_brings_the_lease_and_the_history_that_others_ask_for_by_themselves(
        self, world, mamie, ines, karim
    ):
        story = submitted_story(mamie, world.caf_gard)
        take(Step.MODERATE, story, karim)
        over = {**pressed(story, ines), "reason": "Urgence."}
        PlatformRole.objects.create(user=ines, role=PlatformRole.Role.SENIOR)
        actions.take_over(Step.MODERATE, story.pk, **over)

        read = stories_to_read([story.pk], ines)[story.pk]

        held = holder_of(Step.MODERATE, story.pk)
        wanted = ["holder_id", "tab", "claimed_at", "expires_at"]
        assert [str(getattr(read.claim, name)) for name in wanted] == [
            str(getattr(held, name)) for name in wanted
        ]
        assert read.claim.holder.name == ines.name
        assert history_of(read) == history_of(Story.objects.get(pk=story.pk))
        assert [line.remark for line in history_of(read)] == ["Urgence."]

    def test_wears_what_there_is_to_know(self, world, mamie, ines, karim):
        story = submitted_story(
            mamie,
            world.caf_gard,
            urgent=True,
            difficult=True,
            reading="second",
            kept_for=karim,
            kept_until=timezone.now() + timedelta(hours=3),
        )
        actions.note(story.pk, by=ines, text="Qui connaît ?", asks=True)

        row = self.draw(story, ines.viewer)

        for words in ("Urgente", "Difficile", "Seconde lecture", "Avis demandé", "Réponse de l'auteur"):
            assert words in row
        assert "proposée à Karim B. jusqu'au" in row
        actions.note(story.pk, by=karim, text="Moi.")
        assert "Avis demandé" not in self.draw(story, ines.viewer)

    def test_of_a_reported_story_says_how_often(self, world, mamie, ines):
        story = published_story(mamie, world.caf_gard)
        for _ in range(2):
            Report.objects.create(story=story, reason="names")

        assert "2 signalements" in self.draw(story, ines.viewer)

    def test_offers_to_undo_only_while_that_is_possible_and_only_to_who_decided(
        self, world, mamie, ines, settings
    ):
        settings.UNDO_SECONDS = 10
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)

        row = self.draw(story, ines.viewer)

        assert f"/moderation/{story.pk}/annuler/" in row and f'data-holder="{ines.pk}"' in row
        Story.objects.filter(pk=story.pk).update(effective_at=timezone.now())
        actions.take_due_effects()
        assert "annuler" not in self.draw(story, ines.viewer)


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
        actions.note(told["caf"].pk, by=ines, text="Un avis ?", asks=True)
        actions.note(told["sip"].pk, by=ines, text="Une simple note.")
        assert in_queue(TO_READ, ines.viewer, wanted) == [told["caf"].pk]

        actions.note(told["caf"].pk, by=karim, text="Publions.")

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


class TestPassing:
    def test_leaves_the_story_to_others_and_opens_the_next(self, world, mamie, ines, karim):
        first, second = many(2, mamie, world.caf_gard)
        take(Step.MODERATE, first, ines)

        response = signed_in(ines).post(
            reverse("workflow:pass", args=[first.pk]),
            {"version": version_of(first), "key": key(), "difficult": "on"},
        )

        assert response["Location"].startswith(f"/moderation/{second.pk}/?tab=")
        assert Pass.objects.get().person == ines
        assert Story.objects.get(pk=first.pk).difficult
        assert actions.claim_next(by=karim, key=key()).item_id == first.pk

    def test_the_last_one_goes_back_to_the_queue(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)

        response = signed_in(ines).post(
            reverse("workflow:pass", args=[story.pk]), {"version": 1, "key": key()}, follow=True
        )

        assert response.redirect_chain[0][0] == "/moderation/"
        assert "laissée à vos collègues" in response.text


class TestRejectingManyAtOnce:
    def post(self, person, stories, reason="duplicate", **more):
        fields = {"reason": reason, "key": key(), "story": [f"{s.pk}:{version_of(s)}" for s in stories]}
        return signed_in(person).post(reverse("workflow:bulk_reject"), fields | more, follow=True)

    def test_takes_each_through_its_own_decision(self, world, mamie, ines):
        stories = many(5, mamie, world.caf_gard)

        response = self.post(ines, stories)

        assert "5 expériences ne sont pas publiées" in response.text
        assert Decision.objects.filter(outcome="reject", reason="duplicate", by=ines).count() == 5
        assert not Story.objects.exclude(state="rejected").exists()

    def test_says_which_could_not_be_and_why(self, world, mamie, ines, karim):
        free, held, changed = many(3, mamie, world.caf_gard, title="Un récit bien à elle")
        own = submitted_story(ines, world.caf_gard, title="Le mien")
        take(Step.MODERATE, held, karim)
        stale = f"{changed.pk}:{version_of(changed) + 1}"

        response = self.post(
            ines, [], story=[f"{free.pk}:1", f"{held.pk}:{version_of(held)}", stale, f"{own.pk}:1"]
        )

        said = unescape(response.text)
        assert "1 expérience n'est pas publiée, son auteur est prévenu." in said
        assert "3 restent dans la file" in said and "Karim Benali" in said
        assert "Le mien" not in response.text
        assert Story.objects.filter(state="rejected").get() == free

    def test_says_who_was_faster(self, world, mamie, ines, karim):
        story = submitted_story(mamie, world.caf_gard)
        row = f"{story.pk}:{version_of(story)}"
        actions.release(Step.MODERATE, story.pk, **holding(Step.MODERATE, story, karim))

        said = unescape(self.post(ines, [], story=[row]).text)

        assert "Karim Benali vient d'y toucher." in said and "(Karim" not in said

    def test_keeps_the_reason_when_nothing_was_ticked(self, ines, world, mamie):
        submitted_story(mamie, world.caf_gard)

        text = self.post(ines, [], reason="no_experience").text

        assert 'id="bulk-no_experience" checked' in text

    @pytest.mark.parametrize("reason", ["", "abusive", "off_topic", "x"])
    def test_is_for_duplicates_and_what_tells_nothing_alone(self, reason, world, mamie, ines):
        stories = many(2, mamie, world.caf_gard)

        response = self.post(ines, stories, reason=reason)

        assert "Choisissez le motif" in response.text
        assert not Decision.objects.exists()

    def test_takes_no_more_than_fifty(self, world, mamie, ines):
        response = self.post(ines, [], story=[f"{pk}:1" for pk in range(1, 52)])

        assert "Pas plus de 50" in response.text and not Decision.objects.exists()

    def test_without_a_tick_asks_for_one(self, ines):
        assert "Cochez d" in self.post(ines, []).text

    def test_with_full_hands_does_none_and_leaves_no_claim_behind(self, world, mamie, ines):
        held = many(3, mamie, world.caf_gard)
        for story in held:
            take(Step.MODERATE, story, ines)
        more = many(2, mamie, world.caf_gard)

        response = self.post(ines, more)

        assert "déjà trois éléments en main" in response.text
        assert not Decision.objects.exists()

    def test_shows_a_box_beside_each_row(self, world, mamie, ines):
        story = submitted_story(mamie, world.caf_gard)

        text = signed_in(ines).get("/moderation/?choisir=1").text

        assert f'name="story" value="{story.pk}:1" form="bulk"' in text
        assert "Déjà racontée" in text and "Ne raconte pas d" in text and "Injures" not in text
