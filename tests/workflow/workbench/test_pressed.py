"""Addresses that only a press of a button may use, asked for as pages."""

import pytest
from django.urls import reverse

from tests.workflow.desks import signed_in
from tests.workflow.reply_desks import bench, desk

pytestmark = pytest.mark.django_db


class TestAnAddressThatOnlyAPressMayUse:
    def test_leads_back_to_the_workbench_in_its_tab(self, routing, sonia):
        client = signed_in(sonia)
        for name in ("save_draft", "submit_reply", "claim_draft", "release_draft", "take_over_draft"):
            url = reverse(f"workflow:{name}", args=[routing.pk])
            for method in (client.get, client.head):
                assert method(url)["Location"] == desk(routing), name
                assert method(f"{url}?tab=a%26b")["Location"] == desk(routing, "?tab=a%26b"), name
            assert client.put(url).status_code == 405

    def test_of_validation_too(self, submitted, vera):
        for name in ("approve", "approve_with_edits", "send_back", "claim_validate"):
            url = reverse(f"workflow:{name}", args=[submitted.pk])
            response = signed_in(vera).get(f"{url}?tab=x")
            assert (response.status_code, response["Location"]) == (302, bench(submitted, "?tab=x"))

    def test_never_leads_out_of_the_house(self, routing, sonia):
        url = reverse("workflow:save_draft", args=[routing.pk])
        location = signed_in(sonia).get(url, {"tab": "//exemple.test/\r\nX: y"})["Location"]
        assert location.startswith(desk(routing, "?tab=%2F%2F")) and "\n" not in location
