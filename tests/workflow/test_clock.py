"""What time alone brings about."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from stories.models import Story
from tests.pressing import take
from tests.stories_made import draft_story, submitted_story
from workflow import clock
from workflow.management.commands.clock import ADVISORY_LOCK
from workflow.models import Claim, KeyedRequest, Step

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(days=60)


def expire_all() -> None:
    Claim.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def test_a_beat_frees_what_has_expired(world, mamie, ines):
    take(Step.MODERATE, submitted_story(mamie, world.caf_gard), ines)
    expire_all()

    call_command("clock", once=True)

    assert not Claim.objects.exists()


def test_only_one_clock_works_at_a_time(world, mamie, ines):
    take(Step.MODERATE, submitted_story(mamie, world.caf_gard), ines)
    expire_all()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            call_command("clock", once=True)
            assert Claim.objects.exists()
            # Closing gives the connection back to its pool, locks and all.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    finally:
        other.close()


def test_an_unsigned_draft_is_forgotten_after_a_month_and_a_signed_one_kept(world, mamie):
    unsigned, signed, fresh = draft_story(None), draft_story(mamie), draft_story(None)
    Story.objects.filter(pk__in=[unsigned.pk, signed.pk]).update(created_at=timezone.now() - LONG_AGO)

    clock.forget_drafts()

    assert set(Story.objects.values_list("pk", flat=True)) == {signed.pk, fresh.pk}


def test_keys_are_forgotten_after_two_days(world, mamie, ines):
    take(Step.MODERATE, submitted_story(mamie, world.caf_gard), ines)
    assert clock.forget_keys() == 0
    KeyedRequest.objects.update(at=timezone.now() - LONG_AGO)

    assert clock.forget_keys() == 1
