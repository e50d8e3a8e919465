"""The steps of telling, in their order, and what is still missing from a draft."""

from dataclasses import dataclass

from django import forms

from stories.models import Story, StoryService
from stories.telling import dates
from stories.telling.forms import FeelingForm, PseudonymForm, TextForm, WhenForm


@dataclass(frozen=True)
class Step:
    """One screen: its name in the URL, its title, its name in a sentence, and the columns it asks for."""

    slug: str
    title: str
    short: str
    asks: tuple[str, ...] = ()


STEPS = [
    Step("recit", "Ce que vous avez vécu", "le récit", ("title", "text")),
    Step("ressenti", "Ce que vous avez ressenti", "le ressenti", ("feeling",)),
    Step("services", "Les services concernés", "les services"),
    Step("contact", "Comment vous les avez rencontrés", "les contacts"),
    Step("quand", "Quand et où", "la date et le lieu", ("happened_on", "place")),
    Step("pseudonyme", "Votre pseudonyme", "le pseudonyme", ("pseudonym",)),
    Step("relecture", "Relecture", "la relecture"),
]
BY_SLUG = {step.slug: step for step in STEPS}
FORMS: dict[str, type[forms.Form]] = {
    "recit": TextForm,
    "ressenti": FeelingForm,
    "quand": WhenForm,
    "pseudonyme": PseudonymForm,
}


@dataclass(frozen=True)
class Missing:
    """Something a story cannot go without, and the step that asks for it."""

    step: str
    message: str


def step_after(slug: str) -> Step:
    """The step that follows; the last one is not followed."""
    return STEPS[STEPS.index(BY_SLUG[slug]) + 1]


def step_before(slug: str) -> Step | None:
    """The step to go back to, if any."""
    place = STEPS.index(BY_SLUG[slug])
    return STEPS[place - 1] if place else None


def told_in(draft: Story, slug: str) -> list[str]:
    """What a draft holds of one step, in words."""
    if slug == "ressenti":
        return [f"Ressenti {draft.get_feeling_display()}"]
    if slug == "quand":
        day = draft.happened_on
        return [dates.in_words(day, draft.happened_precision) if day else "pas de date", draft.place]
    services = draft.services.prefetch_related("structure", "contact_modes")
    if slug == "services":
        return [*(str(service.structure) for service in services), draft.other_service]
    if slug == "contact":
        return [f"{service.structure} : {_met(service)}" for service in services]
    return [str(getattr(draft, name)) for name in BY_SLUG[slug].asks]


def _met(service: StoryService) -> str:
    return ", ".join(met.get_mode_display() for met in service.contact_modes.all()) or "rien de dit"


def unfinished(draft: Story) -> str:
    """The step to go on with: the first that lacks something, or the last one."""
    lacks = {lack.step for lack in missing(draft)}
    first = next((step.slug for step in STEPS if step.slug in lacks), STEPS[-1].slug)
    # Not to say what one felt is an answer: asked again, as long as the step after it is not answered.
    return "ressenti" if first == "services" else first


def missing(draft: Story) -> list[Missing]:
    """What must still be told, or told otherwise, before this draft can be sent; needs the services loaded.

    Words are saved as they are typed, so the steps' own rules are asked again here.
    """
    lacks = []
    for step in STEPS:
        if step.slug in FORMS:
            form = FORMS[step.slug]({name: getattr(draft, name) for name in step.asks})
            lacks += [Missing(step.slug, str(errors[0])) for errors in form.errors.values()]
    services = list(draft.services.all())
    if not services and not draft.other_service:
        lacks.append(Missing("services", "Dites quel service est concerné, même avec vos mots."))
    for service in services:
        if not service.contact_modes.all():
            words = f"Dites comment vous avez été en contact avec : {service.structure}."
            lacks.append(Missing("contact", words))
    return lacks
