"""A busy house: one story or reply at each step, every button of the desks, pressed by whom it is for."""

import pytest

from stories.models import Routing, Story
from tests.pressing import submit_reply
from tests.stories_made import answer, draft_story, published_story, submitted_story
from tests.workflow.afterwards import answered_back, calibrated, reported_story, unpublished_story
from tests.workflow.desks import REPLY_FIELDS, TYPED, Press
from tests.workflow.waiting_for_authors import accepted, asked_story, proposed_story, undoable_story
from workflow.models import Step


@pytest.fixture
def items(takes_long, world, mamie, sonia, ines) -> dict[str, Story | Routing]:
    """One at each step."""
    to_validate = published_story(mamie, world.caf_gard).routings.get()
    submit_reply(to_validate, sonia)
    answered = published_story(mamie, world.caf_gard).routings.get()
    answer(answered)
    reported = reported_story(mamie, world.caf_gard)
    return {
        "reported": reported,
        "unpublished": unpublished_story(mamie, world.caf_gard),
        "answered_back": answered_back(mamie, world.caf_gard),
        "calibrated": calibrated(published_story(mamie, world.caf_gard), ines).story,
        "proposed": proposed_story(mamie, ines, world.caf_gard),
        "asked": asked_story(mamie, ines, world.caf_gard),
        "undoable": undoable_story(mamie, ines, world.caf_gard),
        "draft": draft_story(mamie, [world.caf_gard]),
        "submitted": submitted_story(mamie, world.caf_gard),
        "to_answer": published_story(mamie, world.caf_gard).routings.get(),
        "to_validate": to_validate,
        "answered": answered,
    }


@pytest.fixture
def buttons(items, world, ines, karim, lucie, sonia, marc, vera, gilles, mamie) -> dict[str, Press]:
    """Every button of the URLconf, pressed by whom it is for."""
    story, routing, submitted = items["submitted"], items["to_answer"], items["to_validate"]
    house = {"structures": world.caf_gard.pk}
    made = [
        Press("workflow:next", ines, None),
        Press("workflow:publish", ines, story, Step.MODERATE, {**house, "message": TYPED}),
        Press(
            "workflow:correct",
            ines,
            story,
            Step.MODERATE,
            {**house, "title": story.title, "text": TYPED, "correct_reason": "Clarté."},
        ),
        Press(
            "workflow:reject",
            ines,
            story,
            Step.MODERATE,
            {"reject_reason": "off_topic", "message": TYPED},
        ),
        Press("workflow:pass", ines, story),
        Press("workflow:annotate", ines, story, None, {"criticality": "2", "tags": "logement, apl"}),
        Press("workflow:note", ines, story, None, {"text": TYPED, "asks": "on"}),
        Press("workflow:arrange", ines, None, None, {"queue": "a-lire", "feeling": "negative"}),
        Press("workflow:bulk_reject", ines, None, None, {"reason": "duplicate", "story": f"{story.pk}:1"}),
        Press("workflow:dismiss_reports", ines, items["reported"], Step.REPORT, {"note": TYPED}),
        Press("workflow:escalate_reports", ines, items["reported"], Step.REPORT, {"senior_note": TYPED}),
        Press(
            "workflow:amend",
            ines,
            items["reported"],
            None,
            {"title": story.title, "text": TYPED, "correct_reason": "Clarté."},
        ),
        Press("workflow:unpublish", lucie, items["reported"], None, {"public_reason": TYPED}),
        Press("workflow:republish", lucie, items["unpublished"], None, {"note": TYPED}),
        Press("workflow:publish_answer", ines, items["answered_back"], Step.ANSWER),
        Press("workflow:reject_answer", ines, items["answered_back"], Step.ANSWER, {"answer_reason": TYPED}),
        Press("workflow:next_calibration", karim, None),
        Press("workflow:opine", karim, items["calibrated"], Step.CALIBRATE, {"outcome": "publish"}),
        Press(
            "workflow:propose",
            ines,
            story,
            Step.MODERATE,
            {**house, "title": story.title, "text": TYPED, "reasons": "Clarté."},
        ),
        Press("workflow:ask", ines, story, Step.MODERATE, {"question": TYPED}),
        Press("workflow:escalate", ines, story, Step.MODERATE, {"note": TYPED}),
        Press("workflow:undo", ines, items["undoable"]),
        Press("workflow:answer_proposal", mamie, items["proposed"], None, accepted(items["proposed"])),
        Press("workflow:answer_question", mamie, items["asked"], None, {"answer": TYPED}),
        Press("workflow:save_draft", sonia, routing, Step.DRAFT, {**REPLY_FIELDS, "saves": 0}),
        Press("workflow:submit_reply", sonia, routing, Step.DRAFT, REPLY_FIELDS),
        Press("workflow:approve", vera, submitted, Step.VALIDATE),
        Press("workflow:approve_with_edits", vera, submitted, Step.VALIDATE, REPLY_FIELDS),
        Press("workflow:send_back", vera, submitted, Step.VALIDATE, {"comment": TYPED}),
        Press("workflow:rate", mamie, items["answered"], None, {"rating": "appropriate", "word": TYPED}),
        Press("workflow:withdraw", mamie, story),
        Press("workflow:submit", mamie, items["draft"]),
        Press("workflow:read_all", mamie, None),
        Press("workflow:read_one", mamie, None, None, {"notification": "1"}),
        Press("workflow:demo_sign_in", mamie, None),
    ]
    desks = [
        ("", Step.MODERATE, story, ines, lucie),
        ("_draft", Step.DRAFT, routing, sonia, gilles),
        ("_validate", Step.VALIDATE, submitted, vera, marc),
        ("_report", Step.REPORT, items["reported"], ines, lucie),
        ("_answer", Step.ANSWER, items["answered_back"], ines, lucie),
        ("_calibrate", Step.CALIBRATE, items["calibrated"], karim, lucie),
    ]
    for suffix, step, item, holder, over in desks:
        made += [
            Press(f"workflow:claim{suffix}", holder, item),
            Press(f"workflow:release{suffix}", holder, item, step),
            Press(f"workflow:take_over{suffix}", over, item, None, {"reason": TYPED}),
            Press(f"workflow:renew{suffix}", holder, item, step, {"active": "1"}),
            Press(f"workflow:keep_copy{suffix}", holder, item, None, {"text": TYPED}),
        ]
    return {button.name: button for button in made}


def hide(item: Story | Routing) -> None:
    """As if its story were not public."""
    story = item if isinstance(item, Story) else item.story
    Story.objects.filter(pk=story.pk, state=Story.State.PUBLISHED, in_effect=True).update(state="unpublished")
