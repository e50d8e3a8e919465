"""manage.py load_demo: the project's own structures, people and stories, once."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from stories.models import Story
from workflow.demo import people
from workflow.demo.houses import load_houses, load_people
from workflow.demo.stories import tell_all
from workflow.models import Mail, Notification

# Older decisions were mailed and read long ago, as far as the demo goes.
FRESH = timedelta(hours=30)


class Command(BaseCommand):
    """Idempotent: one transaction, and nothing at all where a story exists already."""

    help = "Loads the demo once; --people prints who may sign in as whom."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", action="store_true", help="only print who may sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["people"]:
            self._print_people()
        else:
            self._load(timezone.now())

    @transaction.atomic
    def _load(self, present: datetime) -> None:
        if Story.objects.exists():
            self.stdout.write("The demo is not loaded: there are stories already.")
            return
        houses = load_houses()
        tell_all(houses, load_people(houses), present)
        Mail.objects.filter(event__at__lt=present - FRESH).delete()
        Notification.objects.filter(event__at__lt=present - FRESH).update(read_at=present)
        self.stdout.write(f"Demo loaded: {len(houses)} structures, {Story.objects.count()} stories.")

    def _print_people(self) -> None:
        if not settings.DEMO:
            self.stdout.write("Signing in with one click is for the demo only (VOX_DEMO=1).")
            return
        for title, group in people.groups().items():
            self.stdout.write(f"\n{title}")
            for person in group:
                where = f", {person.house}" if person.house else ""
                self.stdout.write(f"  {person.name:<22}{person.says}{where}")
        self.stdout.write(
            f"\nSign in as any of them with one click: {settings.SITE_URL}{reverse('workflow:demo')}"
        )
