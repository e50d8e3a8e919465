"""What only an author can settle: a rewriting proposed and answered change by change (``proposals``), a question
before deciding (``questions``), and what their silence leads to (``reminders``)."""
