"""The workbench of each work step."""

from django.urls import reverse

from workflow.models import Step

BENCHES = {
    Step.MODERATE: "workflow:bench",
    Step.DRAFT: "workflow:desk",
    Step.VALIDATE: "workflow:judge",
    Step.REPORT: "workflow:report_bench",
    Step.ANSWER: "workflow:answer_bench",
    Step.CALIBRATE: "workflow:calibrate",
}


def bench_url(step: Step, item_id: int, tab: object = "") -> str:
    """The workbench of a step, in the tab that holds it."""
    url = reverse(BENCHES[step], args=[item_id])
    return f"{url}?tab={tab}" if tab else url


STEPS_OF_STORIES = {Step.MODERATE, Step.CALIBRATE, Step.REPORT}
