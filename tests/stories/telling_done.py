"""The way somebody without JavaScript tells a story, one request after the other."""

import re

from django.core import mail
from django.urls import reverse

from stories.models import Story
from tests.stories_made import TEXT, TITLE

ADDRESS = "nadia.petit@exemple.test"


def step_url(pk: int, slug: str) -> str:
    return reverse("stories:step", args=[pk, slug])


def begin(client) -> int:
    response = client.post(reverse("stories:tell"), {"situation": "over"})
    return int(response.url.split("/")[2])


def tell(client, pk: int, slug: str, **told: object):
    version = Story.objects.get(pk=pk).version
    return client.post(step_url(pk, slug), {"version": version, "next": "1"} | told)


def tell_all(client, world) -> int:
    """Every step, as somebody without JavaScript goes through them."""
    pk = begin(client)
    tell(client, pk, "recit", title=TITLE, text=TEXT)
    tell(client, pk, "ressenti", feeling="negative")
    tell(client, pk, "services", structures=[world.caf_gard.pk, world.sip_nimes.pk])
    met = {f"modes-{world.caf_gard.pk}": ["phone", "website"]}
    tell(client, pk, "contact", **met, **{f"modes-{world.sip_nimes.pk}": ["mail"]})
    tell(client, pk, "quand", happened_on="2026-09-02", place="Gard")
    tell(client, pk, "pseudonyme", pseudonym="Mamie30")
    return pk


def code_sent() -> str:
    return re.findall(r"^(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)[-1]


def ask_code(client, pk: int, email: str = ADDRESS):
    return client.post(reverse("workflow:send_code", args=[pk]), {"email": email})


def give_code(client, pk: int, code: str):
    return client.post(reverse("workflow:confirm_code", args=[pk]), {"code": code, "key": "k1"})
