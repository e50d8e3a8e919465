"""Mail is owed with the move and sent once, whatever becomes of the worker."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.pressing import pressed, publish
from tests.refusing_mailbox import RefusingBackend
from tests.stories_made import draft_story, submitted_story
from tests.workflow.notifications.mailbox import to, work
from workflow import actions
from workflow.models import Mail
from workflow.notifications.tasks import ATTEMPTS, retry_stuck, send_mails


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
