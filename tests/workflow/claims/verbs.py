"""The verbs that need a claim, and what is sent along with each."""

from directory.models import User
from stories.models import Routing, Story
from tests.pressing import WORDS, pressed
from tests.stories_made import TEXT
from workflow import actions
from workflow.models import Step

CORRECTED = {"title": "Titre", "text": "Autre texte.", "reason": "Clarté."}
# The step whose claim it needs, and what is sent along, by verb; "house" stands for a structure to address.
HELD = {
    "publish": (Step.MODERATE, {"structures": "house"}),
    "correct": (Step.MODERATE, {"structures": "house", **CORRECTED}),
    "propose_rewrite": (
        Step.MODERATE,
        {"structures": "house", "title": "Titre", "text": TEXT, "reasons": ["Plus court."]},
    ),
    "ask": (Step.MODERATE, {"question": "De quelle Caf parlez-vous ?"}),
    "reject": (Step.MODERATE, {"reason": "off_topic"}),
    "escalate": (Step.MODERATE, {"note": "Un nom y est peut-être."}),
    "release_moderate": (Step.MODERATE, {}),
    "dismiss_reports": (Step.REPORT, {}),
    "escalate_reports": (Step.REPORT, {"note": "Faut-il le retirer ?"}),
    "release_report": (Step.REPORT, {}),
    "opine": (Step.CALIBRATE, {"outcome": "publish"}),
    "release_calibrate": (Step.CALIBRATE, {}),
    "save_draft": (Step.DRAFT, {"saves": 0, "words": WORDS}),
    "submit_reply": (Step.DRAFT, {"words": WORDS}),
    "release_draft": (Step.DRAFT, {}),
    "approve": (Step.VALIDATE, {}),
    "approve_with_edits": (Step.VALIDATE, {"words": WORDS}),
    "send_back": (Step.VALIDATE, {"comment": "Plus court."}),
    "release_validate": (Step.VALIDATE, {}),
    "publish_answer": (Step.ANSWER, {}),
    "reject_answer": (Step.ANSWER, {"reason": "Elle nomme un agent."}),
    "release_answer": (Step.ANSWER, {}),
}


def attempt(name: str, item: Story | Routing, by: User, tab: object, more: dict) -> None:
    step = next((step for step in Step if name == f"release_{step}"), None)
    press = {**pressed(item, by), "tab": tab, **more}
    if step:
        actions.release(step, item.pk, **press)
    else:
        getattr(actions, name)(item.pk, **press)
