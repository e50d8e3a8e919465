"""Work done after the move that asked for it, by `manage.py db_worker`."""

from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func, IntegerField, Q, Value
from django.db.models.functions import Coalesce, Now, Power
from django.tasks import Task, TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from workflow.models import Mail
from workflow.notifications.kinds import draw

PATIENCE = timedelta(minutes=2)
ATTEMPTS = 12  # with a delay that doubles: nearly three days


# Those that are given back to the queue when they failed, or were left by a killed worker.
RETRIED: set[str] = set()


def retried(work: Task) -> Task:
    """Declare a task that is harmless to run again: ``retry_stuck`` gives it back to the queue."""
    RETRIED.add(work.module_path)
    return work


@retried
@task
def send_mails(event_id: int) -> None:
    """Send what is still owed for one event: harmless to run twice, or twice at once."""
    failures = []
    for mail_id in Mail.objects.filter(event_id=event_id, sent_at=None).values_list("pk", flat=True):
        try:
            _send(mail_id)
        except (OSError, ValueError) as failure:
            # One address that is refused must not keep the others waiting.
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"mails of event {event_id}", failures)


@transaction.atomic
def _send(mail_id: int) -> None:
    mail = (
        Mail.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person", "event__story", "event__routing__structure", "event__routing__holder")
        .filter(pk=mail_id, sent_at=None)
        .first()
    )
    if mail is None:  # sent, or being sent by another worker
        return
    message = draw(mail)
    if message is None:  # the story moved on, or its reader left
        mail.delete()
        return
    message.send()
    mail.sent_at = timezone.now()
    mail.save(update_fields=["sent_at"])


def retry_stuck() -> int:
    """Give failed tasks, and those of a killed worker, back to the queue; answers how many.

    A killed worker leaves its task RUNNING for ever, and the backend never retries. Each start of a task adds
    to ``worker_ids``, so the wait before the next one doubles with their number.
    """
    attempts = Func(F("worker_ids"), function="jsonb_array_length", output_field=IntegerField())
    wait = ExpressionWrapper(Value(PATIENCE) * Power(2, attempts - 1), output_field=DurationField())
    due = ExpressionWrapper(Coalesce("finished_at", "started_at") + wait, output_field=DateTimeField())
    return (
        DBTaskResult.objects.filter(
            Q(status=TaskResultStatus.RUNNING) | Q(status=TaskResultStatus.FAILED),
            task_path__in=RETRIED,
        )
        .alias(attempts=attempts, due=due)
        .filter(attempts__lt=ATTEMPTS, due__lte=Now())
        .update(status=TaskResultStatus.READY, run_after=Now(), finished_at=None)
    )
