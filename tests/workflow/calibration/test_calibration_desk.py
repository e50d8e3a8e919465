"""A silent second reading: given blind to somebody else, stored, and nothing moves."""

from datetime import timedelta

import pytest
from django.urls import reverse

from directory.models import PlatformRole, User
from stories.models import Story
from tests.pressing import key, pressed, publish, take, version_of
from tests.stories_made import TEXT, published_story, submitted_story
from tests.workflow.afterwards import calibrated, opine
from tests.workflow.desks import signed_in
from tests.workflow.presses import reject
from workflow import actions
from workflow.calibration.waiting import load_waiting, take_next, waiting_for, words_read
from workflow.models import Calibration, Claim, Event, Mail, Notification, Step
from workflow.queues.counts import load_moderation, own_counts
from workflow.spine.instant import at, now
from workflow.workbench.benches import bench_url
from workflow.workbench.history import history_of

pytestmark = pytest.mark.django_db


class TestWhoReadsAgain:
    def test_is_never_who_decided_nor_its_author_nor_its_house(
        self, waiting, ines, karim, lucie, mamie, sonia
    ):
        for person in (sonia, mamie):
            PlatformRole.objects.create(user=person, role="moderator")
        people = {
            person.email: User.objects.get(pk=person.pk) for person in (ines, karim, lucie, mamie, sonia)
        }
        found = load_waiting()["calibration"]

        may = {email for email, person in people.items() if waiting_for(person).exists()}

        assert may == {karim.email, lucie.email}
        assert {email for email, person in people.items() if found.for_viewer(person.viewer)} == may

    def test_is_one_person_only(self, waiting, karim, lucie):
        take(Step.CALIBRATE, waiting.story, karim)

        assert take_next(by=lucie, key=key()) is None
        assert take_next(by=karim, key=key()), "their own, in a new tab"

    def test_is_nobody_once_it_is_read_or_has_left(self, waiting, karim, mamie):
        actions.withdraw(waiting.story.pk, **pressed(waiting.story, mamie))
        assert take_next(by=karim, key=key()) is None


class TestTheMenu:
    def test_says_how_many_wait_as_the_page_does(self, waiting, world, ines, karim, lucie, sonia, mamie):
        calibrated(published_story(mamie, world.sip_nimes), karim)
        opine(calibrated(published_story(mamie, world.caf_gard), ines).story, karim, "publish")
        gone = calibrated(published_story(mamie, world.caf_gard), ines).story
        actions.withdraw(gone.pk, **pressed(gone, mamie))
        scoped = PlatformRole.objects.create(user=sonia, role="moderator")
        scoped.networks.add(world.dgfip)

        for person, wanted in {ines: 1, karim: 1, lucie: 2, User.objects.get(pk=sonia.pk): 1}.items():
            assert own_counts(person.viewer)["calibration"].length == wanted, person
            assert waiting_for(person).count() == wanted, person
        assert 'Étalonnage <span class="count">2</span>' in signed_in(lucie).get("/moderation/").text

    def test_says_no_figure_when_nothing_waits(self, karim):
        assert ">Étalonnage</a>" in signed_in(karim).get("/moderation/").text


class TestThePage:
    def test_has_one_way_on_that_stands_out_when_something_waits(self, waiting, karim, ines):
        mine, nothing = (
            signed_in(person).get(reverse("workflow:calibration")).text for person in (karim, ines)
        )

        assert 'class="fr-btn fr-btn--sm" id="next-calibration"' in mine
        assert 'class="fr-btn fr-btn--sm fr-btn--secondary" id="next-calibration"' in nothing
        assert reverse("workflow:next") + '"' not in mine

    def test_lists_nothing_but_how_many(self, waiting, karim):
        page = signed_in(karim).get(reverse("workflow:calibration")).text

        assert "<b>1</b> relecture vous attend" in page
        assert waiting.story.title not in page

    def test_gives_the_oldest_one_first(self, world, mamie, ines, karim):
        first, second = (calibrated(published_story(mamie, world.caf_gard), ines) for _ in range(2))

        response = signed_in(karim).post(reverse("workflow:next_calibration"), {"key": key()})

        assert response["Location"].startswith(reverse("workflow:calibrate", args=[first.story_id]))
        assert not Claim.objects.filter(item_id=second.story_id).exists()

    def test_says_so_when_nothing_waits(self, karim):
        response = signed_in(karim).post(reverse("workflow:next_calibration"), {"key": key()}, follow=True)

        assert "Aucune relecture ne vous attend." in response.text

    def test_shows_the_words_its_author_sent_and_nothing_of_what_was_decided(self, world, mamie, ines, karim):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)
        actions.correct(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            structures=[world.caf_gard.pk, world.fs_sommieres.pk],
            title="Autre titre",
            text="Autre texte.",
            reason="Une raison que nul ne devine.",
        )
        Calibration.objects.create(decision=story.decisions.get(), story=story)

        response = signed_in(karim).post(reverse("workflow:next_calibration"), {"key": key()}, follow=True)

        assert TEXT.split("\n")[0].split("'")[0] in response.text
        for secret in (
            "Autre titre",
            "Autre texte",
            "nul ne devine",
            ines.name,
            "Inès",
            "publiée",
            "corrigée",
        ):
            assert secret not in response.text, secret
        assert "Sommières" not in response.text, "a service its moderator chose"

    def test_shows_what_was_resubmitted_when_that_was_read(self, world, mamie, ines, karim):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)
        actions.reject(story.pk, **pressed(story, ines), tab=tab, reason="off_topic")
        first = Calibration.objects.create(decision=story.decisions.latest("pk"), story=story)
        with at(now() + timedelta(minutes=1)):
            actions.resubmit(story.pk, **pressed(story, mamie), title=story.title, text="Mon second récit.")
        with at(now() + timedelta(minutes=2)):
            publish(story, ines, world.caf_gard)
        second = Calibration.objects.create(decision=story.decisions.latest("pk"), story=story)

        assert "déménagement" in words_read(first).text
        assert words_read(second).text == "Mon second récit."

    def test_does_not_exist_for_who_may_not_read_it_again(self, waiting, ines, mamie):
        for pk in (waiting.story_id, 999_999_999, 10**40):
            assert signed_in(ines).get(reverse("workflow:calibrate", args=[pk])).status_code == 404


class TestUntilTheOpinionIsGiven:
    def pages(self, story: Story, who: User) -> dict[str, str]:
        client = signed_in(who)
        urls = {
            "bench": bench_url(Step.MODERATE, story.pk),
            "decided": reverse("workflow:decided"),
            "journal": reverse("workflow:journal"),
            "history": f"{reverse('workflow:journal')}?recit={story.pk}",
        }
        return {name: client.get(url).text for name, url in urls.items()}

    def test_neither_the_bench_nor_any_list_tells_what_was_decided(self, world, mamie, ines, karim, lucie):
        story = submitted_story(mamie, world.caf_gard)
        reject(story, ines)
        Calibration.objects.create(decision=story.decisions.get(), story=story)
        take(Step.CALIBRATE, story, karim)

        for page in self.pages(story, karim).values():
            assert story.title not in page
            assert "par Inès" not in page
        assert "quand votre avis sera donné" in self.pages(story, karim)["bench"]
        for page in self.pages(story, lucie).values():
            assert story.title in page, "nobody else is blind"
        for who, decided in ((karim, 0), (lucie, 1)):
            assert own_counts(who.viewer)["decided"].length == decided
            assert load_moderation()["decided"].for_viewer(who.viewer) == decided

    def test_and_afterwards_all_do(self, world, mamie, ines, karim):
        story = submitted_story(mamie, world.caf_gard)
        reject(story, ines)
        Calibration.objects.create(decision=story.decisions.get(), story=story)
        opine(story, karim, "publish")

        for page in self.pages(story, karim).values():
            assert story.title in page and "Inès" in page

    def test_nor_does_a_lease_that_ran_out_hide_anything(self, waiting, world, ines, karim):
        take(Step.CALIBRATE, waiting.story, karim)

        with at(now() + timedelta(minutes=5)):
            assert waiting.story.title in self.pages(waiting.story, karim)["bench"]


class TestAnOpinion:
    def test_is_kept_and_moves_nothing(self, waiting, karim):
        before = Story.objects.get(pk=waiting.story_id)
        mails, told = Mail.objects.count(), Notification.objects.count()

        response = send(waiting, karim, outcome="reject", reject_reason="off_topic")

        waiting.refresh_from_db()
        assert response["Location"] == reverse("workflow:moderation")
        assert (waiting.by, waiting.outcome, waiting.reason) == (karim, "reject", "off_topic")
        after = Story.objects.get(pk=waiting.story_id)
        assert (after.state, after.text, after.decided_at) == (before.state, before.text, before.decided_at)
        assert (Mail.objects.count(), Notification.objects.count()) == (mails, told)
        assert not Claim.objects.exists()

    def test_is_not_heard_of_by_who_decided_first(self, waiting, karim):
        opine(waiting.story, karim, "publish")

        assert Event.objects.filter(action="opine").exists()
        assert history_of(waiting.story) == []

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, "Dites ce que vous auriez décidé."),
            ({"outcome": "amend"}, "Dites ce que vous auriez décidé."),
            ({"outcome": "reject"}, "Choisissez le motif."),
            ({"outcome": "reject", "reject_reason": "nope"}, "Choisissez le motif."),
        ],
    )
    def test_that_is_not_one_is_asked_for_again(self, waiting, karim, fields, said):
        response = send(waiting, karim, **fields)

        assert response.status_code == 422 and said in response.text
        waiting.refresh_from_db()
        assert waiting.read_at is None

    def test_that_comes_too_late_does_not_learn_what_became_of_the_story(self, waiting, karim, lucie):
        tab = take(Step.CALIBRATE, waiting.story, karim)
        actions.unpublish(waiting.story_id, **pressed(waiting.story, lucie), public_reason="Sur demande.")

        response = send(waiting, karim, tab=tab, outcome="publish")

        assert response.status_code == 409
        assert lucie.name not in response.text and "dépubliée" not in response.text


def send(waiting: Calibration, who: User, tab: str = "", **fields: str):
    tab = tab or take(Step.CALIBRATE, waiting.story, who)
    pressed_with = {"version": version_of(waiting.story), "key": key(), "tab": tab, **fields}
    return signed_in(who).post(reverse("workflow:opine", args=[waiting.story_id]), pressed_with)
