"""Authors' answers to replies, live: their number, rows and workbench."""

from directory.models import User
from live.fragments import Fragment, register
from stories.models import Routing
from stories.topics import kind
from workflow.answers_back import waiting
from workflow.answers_back.actions import waiting_answer
from workflow.models import Step
from workflow.spine import topics
from workflow.spine.audiences import answer_audience
from workflow.workbench.benches import Bench
from workflow.workbench.benches import register as register_bench
from workflow.workbench.history import history_of

# Its author's answer to a reply is a change of the routing.
ANSWERS_COUNT = register(
    Fragment(
        name="answers_count",
        template="workflow/answers_back/_answers_count.html",
        subject="routing",
        hears=topics.MODERATION,
        ids=lambda _: [waiting.ANSWERS_BACK],
        load=waiting.load_count,
        audience=lambda viewer, found: found.for_viewer(viewer) if viewer.is_moderator else None,
        context=lambda found, audience: {"queue": found.pk, "length": audience},
    )
)
# How the reply itself was written is its structure's business.
OF_ANSWERS = ["say_back", "publish_answer", "reject_answer", "take_over_answer"]
ANSWER_ROW = register(
    Fragment(
        name="answer_row",
        template="workflow/answers_back/_answer_row.html",
        subject="routing",
        hears=topics.MODERATION,
        load=waiting.load_answers,
        audience=answer_audience,
        context=lambda routing, audience: {"routing": routing},
        version=lambda routing: routing.version,
        stamp=lambda routing: str(routing.version),
    )
)

ANSWER_BENCH = register(
    Fragment(
        name="answer_bench",
        template="workflow/answers_back/_answer_bench.html",
        subject="routing",
        hears=kind(topics.desk),
        load=waiting.load_answers,
        audience=answer_audience,
        context=lambda routing, audience: {"routing": routing, "history": history_of(routing, OF_ANSWERS)},
        version=lambda routing: routing.version,
        stamp=lambda routing: str(routing.version),
    )
)


def _check_waiting(routing: Routing, by: User) -> None:
    waiting_answer(routing)


def _answer_text(pk: int) -> str:
    answer = waiting.answer_of(pk)
    return answer.text if answer else ""


register_bench(
    Bench(
        Step.ANSWER,
        page="workflow:answer_bench",
        queue="workflow:answers",
        check=_check_waiting,
        text=_answer_text,
    )
)
