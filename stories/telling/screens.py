"""One screen of telling: where it stands among the steps, and where its button leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stories.models import Story
from stories.telling.steps import BY_SLUG, STEPS, step_after, step_before

LAST = STEPS[-1].slug


def screen(
    request: HttpRequest, draft: Story, slug: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """Draw the screen of this step; ``then`` brings somebody who changes one thing back to the end."""
    step = BY_SLUG[slug]
    place = STEPS.index(step)
    context |= {
        "draft": draft,
        "step": step,
        "steps": STEPS,
        "number": place + 1,
        "following": STEPS[place + 1] if step.slug != LAST else None,
        "before": step_before(slug),
        "then": then(request),
    }
    return render(request, f"stories/telling/{slug}.html", context, status=status)


def next_step(request: HttpRequest, slug: str, *, skip: bool = False) -> str:
    """The next step, or the end for somebody who came back from there; ``skip`` leaves one out."""
    following = step_after(slug).slug
    return then(request) or (step_after(following).slug if skip else following)


def then(request: HttpRequest) -> str:
    """The end, for somebody who came from there to change one thing."""
    given = request.POST.get("then") or request.GET.get("puis")
    return LAST if given == LAST else ""
