"""The log of changes: the truth that every hub and every page reads from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class TransactionId(models.Field):
    """PostgreSQL's ``xid8``: the transaction that wrote a row, comparable with a snapshot."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class LogRow(models.Model):
    """One announced change: who may hear of it, and what changed. Kept for LIVE_KEEP_SECONDS."""

    topics = ArrayField(models.TextField())
    subject = models.TextField()
    subject_id = models.BigIntegerField()
    xid = TransactionId(
        db_default=models.Func(function="pg_current_xact_id", output_field=TransactionId()),
        db_index=True,
        editable=False,
    )
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        db_table = "live_change"
