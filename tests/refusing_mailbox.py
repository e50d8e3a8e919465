"""A mail server that takes no message for some addresses, as servers do."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class RefusingBackend(EmailBackend):
    """Keeps what it takes in ``mail.outbox``; raises for the addresses in ``refused``."""

    refused: ClassVar[set[str]] = set()

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if unwanted := self.refused & set(message.to):
                raise SMTPRecipientsRefused(dict.fromkeys(unwanted, (550, b"no such user")))
        return super().send_messages(messages)
