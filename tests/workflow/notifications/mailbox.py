"""The worker that sends mail, run on demand, and what arrived."""

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


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
