"""Mail: owed with the move, sent once, warm to authors, silent about them to administrations."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from stories.models import Story
from tests.pressing import WORDS, approve, pressed, publish, submit_reply, take
from tests.refusing_mailbox import RefusingBackend
from tests.stories_made import draft_story, submitted_story
from tests.workflow.afterwards import answered_back
from workflow import actions
from workflow.models import Mail, Step
from workflow.notifications.mails import owe_agents
from workflow.notifications.tasks import ATTEMPTS, retry_stuck, send_mails


def work() -> None:
    """Each waiting task, by the worker's own code, but in this test's transaction."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="here",
        excluded_queue_names=[],
    )
    while task := DBTaskResult.objects.ready().first():
        task.claim(worker.worker_id)
        worker.run_task(task)


def to(person, outbox) -> list:
    return [message for message in outbox if message.to == [person.email]]


@pytest.fixture
def owed(world, mamie) -> Mail:
    """One mail waiting, for its author."""
    story = draft_story(mamie, [world.caf_gard])
    actions.submit(story.pk, **pressed(story, mamie))
    return Mail.objects.get()


@pytest.fixture
def refused(settings) -> Iterator[set[str]]:
    """The addresses that the mail server takes nothing for."""
    settings.MAILERS = {"default": {"BACKEND": "tests.refusing_mailbox.RefusingBackend"}}
    RefusingBackend.refused.clear()
    yield RefusingBackend.refused
    RefusingBackend.refused.clear()


class TestTheWorker:
    @pytest.mark.django_db(transaction=True)
    def test_sends_what_a_move_owes_and_stamps_it(self, owed, mamie, mailoutbox):
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0, reload=False)

        owed.refresh_from_db()
        assert owed.sent_at is not None
        assert [message.to for message in mailoutbox] == [[mamie.email]]
        assert mailoutbox[0].subject == "Nous avons bien reçu votre expérience"

    @pytest.mark.django_db
    def test_sends_nothing_of_a_move_that_was_rolled_back(self, world, mamie, mailoutbox):
        story = draft_story(mamie, [world.caf_gard])

        with transaction.atomic():
            actions.submit(story.pk, **pressed(story, mamie))
            assert Mail.objects.exists() and DBTaskResult.objects.exists()
            transaction.set_rollback(True)
        work()

        assert mailoutbox == []
        assert not Mail.objects.exists() and not DBTaskResult.objects.exists()

    @pytest.mark.django_db
    def test_sends_once_even_if_the_task_runs_twice(self, owed, mailoutbox):
        send_mails.enqueue(owed.event_id)
        work()
        send_mails.call(owed.event_id)

        assert len(mailoutbox) == 1

    @pytest.mark.django_db(transaction=True)
    def test_sends_once_even_if_eight_workers_run_it_at_once(self, owed, mailoutbox):
        def run() -> None:
            try:
                send_mails.call(owed.event_id)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as workers:
            for done in [workers.submit(run) for _ in range(8)]:
                done.result()

        assert len(mailoutbox) == 1

    @pytest.mark.django_db(transaction=True)
    def test_leaves_a_mail_that_another_worker_is_sending(self, owed, mailoutbox):
        locked, finish = Signal(), Signal()

        def other_worker() -> None:
            try:
                with transaction.atomic():
                    Mail.objects.select_for_update().get(pk=owed.pk)
                    locked.set()
                    assert finish.wait(10)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as workers:
            done = workers.submit(other_worker)
            assert locked.wait(10)
            send_mails.call(owed.event_id)
            assert mailoutbox == []
            finish.set()
            done.result()
        send_mails.call(owed.event_id)

        assert len(mailoutbox) == 1

    @pytest.mark.django_db
    def test_keeps_the_others_going_when_one_address_is_refused(
        self, world, mamie, ines, sonia, marc, mailoutbox, refused
    ):
        refused.add(sonia.email)

        publish(submitted_story(mamie, world.caf_gard), ines, world.caf_gard)
        work()

        assert len(to(marc, mailoutbox)) == 1
        assert list(Mail.objects.filter(sent_at=None).values_list("person", flat=True)) == [sonia.pk]


class TestATaskThatStuck:
    @pytest.fixture
    def task(self, owed) -> DBTaskResult:
        """As a killed worker leaves it."""
        task = DBTaskResult.objects.get()
        task.claim("killed")
        return task

    def waited(self, task: DBTaskResult, minutes: float) -> int:
        task.started_at = timezone.now() - timedelta(minutes=minutes)
        task.save()
        return retry_stuck()

    @pytest.mark.django_db
    def test_is_done_after_two_minutes(self, task, mailoutbox):
        assert self.waited(task, 1.9) == 0
        assert self.waited(task, 2.1) == 1
        work()

        assert len(mailoutbox) == 1

    @pytest.mark.django_db
    def test_is_given_twice_the_time_at_each_start(self, task):
        task.worker_ids = ["killed", "killed too"]
        assert self.waited(task, 3.9) == 0
        assert self.waited(task, 4.1) == 1

    @pytest.mark.django_db
    def test_is_left_alone_in_the_end(self, task):
        task.worker_ids = ["killed"] * ATTEMPTS
        assert self.waited(task, 60 * 24 * 365) == 0

    @pytest.mark.django_db
    def test_is_tried_again_when_it_failed(self, owed, mamie, mailoutbox, refused):
        refused.add(mamie.email)
        work()
        refused.clear()
        failed = timezone.now() - timedelta(minutes=2, seconds=1)
        assert DBTaskResult.objects.failed().update(finished_at=failed) == 1

        assert retry_stuck() == 1
        work()

        assert len(mailoutbox) == 1

    @pytest.mark.django_db
    def test_is_not_one_that_was_done(self, owed):
        work()
        long_ago = timezone.now() - timedelta(days=1)
        DBTaskResult.objects.update(started_at=long_ago, finished_at=long_ago)

        assert retry_stuck() == 0


@pytest.mark.django_db
class TestTheAuthorReads:
    def test_that_the_story_is_published_and_to_whom_it_goes(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)

        publish(story, ines, world.caf_gard, world.fs_sommieres)
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre expérience est publiée"
        assert "Bonjour Mamie30," in message.body
        assert "Caf du Gard, France services Sommières" in message.body
        assert f"/experiences/{story.pk}/" in message.body

    def test_what_was_corrected_word_by_word_and_why(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard, text="J'ai vu Madame Lefèvre. Elle est partie.")
        tab = take(Step.MODERATE, story, ines)

        actions.correct(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            structures=[world.caf_gard.pk],
            title=story.title,
            text="J'ai vu une conseillère. Elle est vite partie.",
            reason="Nous ne nommons pas les agents.",
        )
        work()

        [message] = to(mamie, mailoutbox)
        assert "- «\u00a0Madame Lefèvre\u00a0» devient «\u00a0une conseillère\u00a0»" in message.body
        assert "«\u00a0vite\u00a0» est ajouté" in message.body
        assert "Nous ne nommons pas les agents." in message.body

    def test_what_was_corrected_in_a_text_that_was_public_already(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard, text="J'ai vu Madame Lefèvre. Elle est partie.")
        words = {"title": story.title, "text": "J'ai vu une conseillère. Elle est partie."}
        tab = take(Step.MODERATE, story, ines)
        actions.correct(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            structures=[world.caf_gard.pk],
            **words,
            reason="Nous ne nommons pas les agents.",
        )
        work()
        mailoutbox.clear()

        words["text"] = "J'ai vu une conseillère. Elle est vite partie."
        actions.amend(story.pk, **pressed(story, ines), **words, reason="Pour être <exact>.")
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Le texte de votre expérience a été corrigé"
        assert "- «\u00a0vite\u00a0» est ajouté\n" in message.body
        assert "Lefèvre" not in message.body, "she was told of that before"
        assert "Pour être <exact>." in message.body

    @pytest.mark.parametrize("says_again", [False, True])
    def test_why_their_suite_is_not_published_even_once_they_wrote_another(
        self, says_again, world, mamie, ines, mailoutbox
    ):
        routing = answered_back(mamie, world.caf_gard)
        tab = take(Step.ANSWER, routing, ines)
        actions.reject_answer(routing.pk, **pressed(routing, ines), tab=tab, reason="Elle nomme un agent.")
        if says_again:
            actions.say_back(routing.pk, **pressed(routing, mamie), text="Merci.")
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre suite n'est pas publiée"
        assert "Elle nomme un agent." in message.body

    def test_how_and_why_their_suite_was_corrected(self, world, mamie, ines, mailoutbox):
        routing = answered_back(mamie, world.caf_gard, "Demandez Mme <Lefèvre>.")
        tab = take(Step.ANSWER, routing, ines)
        words = {"text": "Demandez <une conseillère>.", "reason": "Nous ne nommons personne."}
        actions.publish_answer(routing.pk, **pressed(routing, ines), tab=tab, **words)
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre suite est en ligne"
        assert all(said in message.body for said in ("correction", *words.values()))

    def test_why_it_is_not_published_and_what_to_do_instead(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)

        actions.reject(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            reason="personal_case",
            message="Ce dossier est <encore> ouvert.",
        )
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre expérience n'est pas publiée"
        assert "histoire personnelle ou réclamation individuelle" in message.body
        assert "Ce dossier est <encore> ouvert." in message.body
        assert "Défenseur des droits" in message.body
        assert "/mes-experiences/" in message.body

    def test_the_whole_reply(self, world, mamie, ines, sonia, vera, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)
        routing = story.routings.get()
        submit_reply(routing, sonia)

        approve(routing, vera)
        work()

        message = to(mamie, mailoutbox)[-1]
        assert message.subject == "Une réponse à votre expérience (Caf du Gard)"
        assert WORDS.greeting in message.body and WORDS.text in message.body
        assert WORDS.signature in message.body

    def test_nothing_any_more_once_the_account_is_anonymised(self, owed, mamie, mailoutbox):
        mamie.email = None
        mamie.save(update_fields=["email"])

        work()

        assert mailoutbox == [] and not Mail.objects.exists()


@pytest.mark.django_db
class TestAnAdministrationReads:
    def test_at_each_agents_address_that_a_story_came(
        self, world, mamie, ines, sonia, marc, gilles, mailoutbox
    ):
        story = submitted_story(mamie, world.caf_gard)

        publish(story, ines, world.caf_gard)
        work()

        assert len(to(sonia, mailoutbox)) == len(to(marc, mailoutbox)) == 1
        assert to(gilles, mailoutbox) == [], "a manager who drafts nothing"
        [message] = to(sonia, mailoutbox)
        assert story.title in message.subject
        assert f"/reponses/{story.routings.get().pk}/" in message.body

    def test_in_the_functional_mailbox_alone_where_there_is_one(self, world, mamie, ines, sonia, mailoutbox):
        world.caf_gard.mailbox = "caf.gard@exemple.test"
        world.caf_gard.save(update_fields=["mailbox"])

        publish(submitted_story(mamie, world.caf_ales), ines, world.caf_ales)
        work()

        assert to(sonia, mailoutbox) == []
        [message] = [m for m in mailoutbox if m.to == ["caf.gard@exemple.test"]]
        assert "Alès" in message.subject

    def test_of_a_reply_to_judge_but_never_its_own_writer(self, world, mamie, ines, marc, vera, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)
        routing = story.routings.get()
        work()
        mailoutbox.clear()

        submit_reply(routing, marc)
        work()

        [message] = mailoutbox
        assert message.to == [vera.email]
        assert f"/validation/{routing.pk}/" in message.body

    def test_nothing_of_a_story_withdrawn_meanwhile(self, world, mamie, ines, sonia, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)

        actions.withdraw(story.pk, **pressed(story, mamie))
        work()

        assert to(sonia, mailoutbox) == []

    def test_a_title_of_many_lines_on_one(self, world, mamie, ines, sonia, mailoutbox):
        story = submitted_story(mamie, world.caf_gard, title="Bonjour\r\nBcc: tous@exemple.test {x}")

        publish(story, ines, world.caf_gard, override="Une adresse inventée.")
        work()

        [message] = to(sonia, mailoutbox)
        assert message.subject.endswith("Bonjour Bcc: tous@exemple.test {x}")

    def test_nothing_of_who_the_author_is(self, world, mamie, ines, sonia, vera, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)
        work()
        submit_reply(story.routings.get(), sonia)
        work()
        approve(story.routings.get(), vera)
        work()

        theirs = [message for message in mailoutbox if message.to != [mamie.email]]
        assert {message.to[0] for message in theirs} == {sonia.email, vera.email}
        for message in theirs:
            raw = message.message().as_string() + message.subject + message.body
            assert mamie.email not in raw and mamie.name not in raw


@pytest.mark.django_db
def test_owing_costs_the_same_for_many_agents(world, mamie, ines, sonia, marc, django_assert_max_num_queries):
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard, world.caf_ales)
    event = story.events.last()
    routings = list(story.routings.select_related("holder"))
    Mail.objects.all().delete()

    with django_assert_max_num_queries(3):
        owe_agents(event, routings)

    assert Mail.objects.filter(kind="routed").count() == 4
    assert Story.objects.count() == 1
