"""The author's verdict on a reply."""

from directory.models import User
from stories.models import Reply, Routing
from workflow.spine.instant import now
from workflow.spine.moves import Outcome, move
from workflow.spine.refusals import Invalid
from workflow.spine.reply_way import RATE


def rate(
    routing_id: int,
    *,
    by: User,
    version: int | str | None,
    key: str | None,
    rating: str,
    word: str = "",
) -> Outcome:
    """The author's verdict on a published reply; it can be changed."""

    def body(routing: Routing) -> dict[str, str]:
        if rating not in Reply.Rating:
            raise Invalid("Dites si la réponse est appropriée ou non.", "rating")
        if len(word) > 500:
            raise Invalid("Ce mot dépasse 500 caractères.", "word")
        reply = routing.reply
        reply.rating, reply.rating_word, reply.rated_at = rating, word.strip(), now()
        reply.save(update_fields=["rating", "rating_word", "rated_at"])
        return {"rating": rating}

    return move(RATE, routing_id, body, by=by, version=version, key=key)
