"""The guide by which moderators decide: read by all of them, written by seniors, every version kept."""

from html import unescape

import pytest
from django.urls import reverse

from tests.pressing import key
from tests.workflow.desks import send
from workflow.models import Decision, Guide

pytestmark = pytest.mark.django_db


class TestTheGuide:
    def test_is_read_by_moderators_and_written_by_seniors(self, client, ines, lucie, mamie):
        url, edit = reverse("workflow:guide"), reverse("workflow:edit_guide")
        for person, reads, writes in [(mamie, 403, 403), (ines, 200, 403), (lucie, 200, 200)]:
            client.force_login(person)
            assert (client.get(url).status_code, client.get(edit).status_code) == (reads, writes)

    def test_keeps_every_version_and_lets_nobody_write_over_another(self, client, lucie):
        client.force_login(lucie)
        edit = reverse("workflow:edit_guide")
        client.post(edit, {"version": 0, "key": key(), "text": "# Un\n\n<script>alert(1)</script>"})

        late = client.post(edit, {"version": 0, "key": key(), "text": "# Deux"})

        assert late.status_code == 409 and "# Deux" in late.text
        assert Guide.objects.get().version == 1
        assert "<script>alert" not in client.get(reverse("workflow:guide")).text

    @pytest.mark.parametrize("written", [(), ("# Un\n\nTexte.\n",)])
    def test_is_no_new_version_without_a_change(self, written, client, lucie):
        client.force_login(lucie)
        edit = reverse("workflow:edit_guide")
        for number, text in enumerate(written):
            client.post(edit, {"version": number, "key": key(), "text": text})
        same = unescape(client.get(edit).text).partition('id="guide-source"')[2].partition(">\n")[2]
        same = same.partition("</textarea>")[0].replace("\n", "\r\n")

        page = client.post(edit, {"version": len(written), "key": key(), "text": same})

        assert page.status_code == 422 and "Rien n'a changé." in unescape(page.text)
        assert Guide.objects.count() == len(written)

    def test_shows_earlier_versions_as_such_down_to_the_original(self, client, ines, lucie):
        client.force_login(lucie)
        url, edit = reverse("workflow:guide"), reverse("workflow:edit_guide")
        for number in range(2):
            client.post(edit, {"version": number, "key": key(), "text": f"# Guide {number + 1}"})

        pages = {number: client.get(f"{url}?version={number}").text for number in range(3)}
        client.force_login(ines)

        assert "Ancienne version" in pages[0] and "Ce que nous publions" in pages[0]
        assert "Version d'origine</a>" in pages[2] and "Ancienne version" not in pages[2]
        for number in range(2):
            assert "Revenir à la version en vigueur" in pages[number]
            assert f'href="{edit}?version={number}"' in pages[number]
        assert edit not in client.get(f"{url}?version=1").text, "for who may edit alone"
        for wrong in ("9", "x", ""):
            assert client.get(f"{url}?version={wrong}").status_code == 404

    def test_is_written_anew_from_an_earlier_version(self, client, lucie):
        client.force_login(lucie)
        edit = reverse("workflow:edit_guide")
        for number in range(2):
            client.post(edit, {"version": number, "key": key(), "text": f"# Guide {number + 1}"})

        page = client.get(f"{edit}?version=1").text

        assert "# Guide 1" in page and 'name="version" value="2"' in page

    def test_is_kept_with_each_decision(self, desk, story, world, lucie):
        guide = Guide.objects.create(version=1, text="# Un", by=lucie)

        send(desk, "publish", story, structures=world.caf_gard.pk)

        assert Decision.objects.get().guide == guide
