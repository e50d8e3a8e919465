"""How stories are put into words on a page."""

from datetime import date, datetime, timedelta

from django import template

from directory.models import Structure
from stories.models import ContactMode, Feeling, Reply, Routing, Story, StoryText
from stories.public.delays import in_words
from stories.public.queries import PublicStory, replies_to, reply_of
from stories.telling import dates

register = template.Library()

FEELING_BADGES = {
    Feeling.POSITIVE: "fr-badge--success",
    Feeling.NEGATIVE: "fr-badge--error",
    Feeling.NEUTRAL: "fr-badge--info",
    Feeling.UNEXPRESSED: "",
}
STATUS_BADGES = {
    Reply.Status.DONE: "fr-badge--success",
    Reply.Status.PLANNED: "fr-badge--info",
}
STATES = {
    Story.State.DRAFT: "commencée, pas encore envoyée",
    Story.State.SUBMITTED: "reçue, attend d'être lue",
    Story.State.AWAITING_AUTHOR: "attend votre réponse",
    Story.State.REJECTED: "non publiée",
    Story.State.WITHDRAWN: "retirée par vous",
    Story.State.UNPUBLISHED: "dépubliée",
}
STATE_BADGES = {
    Story.State.PUBLISHED: "fr-badge--success",
    Story.State.SUBMITTED: "fr-badge--info",
    Story.State.AWAITING_AUTHOR: "fr-badge--warning",
    Story.State.REJECTED: "fr-badge--error",
}


@register.filter
def feeling_badge(feeling: str) -> str:
    """The DSFR colour of a feeling; none has a colour that says more than its word."""
    return FEELING_BADGES.get(feeling, "")  # type: ignore[call-overload]


@register.filter
def status_badge(status: str) -> str:
    """The DSFR colour of a reply's status."""
    return STATUS_BADGES.get(status, "")  # type: ignore[call-overload]


@register.filter
def mode_name(mode: str) -> str:
    """« téléphone » for ``phone``."""
    return ContactMode.Mode(mode).label


@register.filter(expects_localtime=True)
def day(moment: date) -> str:
    """« 1er mars 2026 »."""
    return dates.day_in_words(moment)


@register.filter
def happened(story: Story) -> str:
    """« le 12 mars 2026 », « en mars 2026 » or « en 2026 »: as exactly as its author knew."""
    return dates.in_words(story.happened_on, story.happened_precision) if story.happened_on else ""


@register.filter
def duration(time: timedelta) -> str:
    """« 3 j 1 h »."""
    return in_words(time)


@register.filter
def since(later: datetime, earlier: datetime) -> timedelta:
    """The time between two moments."""
    return later - earlier


@register.filter
def replies(story: Story) -> list[Reply]:
    """The published replies of a story loaded with its public routings."""
    return replies_to(story)


@register.filter
def last_published(replies: list[Reply]) -> datetime:
    """When the last of these replies was published."""
    return replies[-1].published_at


@register.filter
def reply(routing: Routing) -> Reply | None:
    """The published reply of a routing, if any."""
    return reply_of(routing)


@register.filter
def services(story: Story) -> list[Structure]:
    """The services a published story is addressed to; one that passed it on no longer counts."""
    return [
        routing.structure
        for routing in story.routings.all()
        if routing.state not in {"transferred", "closed"}
    ]


@register.filter
def paragraphs(text: str) -> list[str]:
    """The text cut at its empty lines; single line breaks stay inside a paragraph."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@register.filter
def moderated(story: PublicStory) -> str:
    """What moderation made of the text that is public, in the order it was made; "" for the author's own."""
    kinds = story.corrections
    agreed = StoryText.Kind.REWRITTEN in kinds
    corrected = StoryText.Kind.CORRECTED in kinds
    if agreed and kinds[-1] == StoryText.Kind.CORRECTED:
        return "texte réécrit avec l'accord de son auteur, puis corrigé par la modération"
    if agreed:
        return "texte réécrit avec l'accord de son auteur"
    return "texte corrigé par la modération" if corrected else ""


@register.filter
def state_badge(story: Story) -> str:
    """The DSFR colour of a story's state, for its author."""
    return STATE_BADGES.get(story.state, "")  # type: ignore[call-overload]


@register.filter
def state_in_words(story: Story) -> str:
    """« attend d'être lue », « publiée, 1 réponse »… as its author would say it."""
    if story.state == Story.State.SUBMITTED and story.decided_at:
        return "renvoyée, attend d'être relue"
    if story.state != Story.State.PUBLISHED:
        return STATES[Story.State(story.state)]
    count = len(replies_to(story))
    if not count:
        return "publiée, réponse attendue"
    return f"publiée, {count} réponse{'s'[: count > 1]}"
