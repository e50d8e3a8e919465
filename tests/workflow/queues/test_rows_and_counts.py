"""What a row of a queue says, and how many each tab counts for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.models import PlatformRole, User
from directory.rights import Viewer
from live.fragments import draw, registry
from stories.models import AnswerBack, Report, Story
from tests.pressing import key, pressed, publish, take
from tests.stories_made import answer, many, published_story, submitted_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.answers_back import waiting
from workflow.answers_back.waiting import load_count
from workflow.models import Claim, Step
from workflow.queues.counts import load_moderation, own_counts
from workflow.queues.queue import QUEUES
from workflow.queues.rows import stories_to_read
from workflow.spine.leases import holder_of
from workflow.workbench.history import history_of

pytestmark = pytest.mark.django_db


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
        actions.note(story.pk, by=ines, key=key(), text="Qui connaît ?", asks=True)

        row = self.draw(story, ines.viewer)

        for words in ("Urgente", "Difficile", "Seconde lecture", "Avis demandé", "Réponse de l'auteur"):
            assert words in row
        assert "proposée à Karim B. jusqu'au" in row
        actions.note(story.pk, by=karim, key=key(), text="Moi.")
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
