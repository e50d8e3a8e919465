"""The panels of a workbench: each is a form, and the one verb it presses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from directory.requests import SignedIn
from workflow.spine.moves import Outcome
from workflow.spine.refusals import Invalid
from workflow.workbench.presses import go, held_press, keeping, press


@dataclass(frozen=True)
class Panel:
    """``name`` is what templates know it by (``opened``), ``done`` what is said once it is done.

    ``called``: the fields that the verb calls otherwise than the page, which holds several forms in one.
    ``shown_in``: the panels where a mistake in some field is mended, if it is not this one.
    ``held``: whether the verb asks for the claim of this tab.
    """

    name: str
    form: Callable[..., Any]
    verb: Callable[..., Outcome]
    done: str = ""
    called: Mapping[str, str] = field(default_factory=dict)
    shown_in: Mapping[str, str] = field(default_factory=dict)
    held: bool = True


def decide(
    request: SignedIn,
    pk: int,
    panel: Panel,
    again: Callable[[Any, str], HttpResponse],
    *,
    back: str,
    typed: Mapping[str, str],
    form: Any = None,
) -> Outcome | HttpResponse:
    """Check the form, press the verb; a mistake gives the page back with all that was typed.

    ``again(form, panel)`` draws it, with this panel open. A refusal leads ``back``, and gives back what was ``typed``
    in these fields (name → label).
    """
    form = form or panel.form(request.POST)
    if not form.is_valid():
        return again(form, panel.name)
    pressed = held_press(request) if panel.held else press(request)
    with keeping(request, back, **typed):
        try:
            return panel.verb(pk, **pressed, **form.arguments())
        except Invalid as error:
            named = panel.called.get(error.field, error.field)
            form.add_error(named if named in form.fields else None, str(error))
            return again(form, panel.shown_in.get(error.field, panel.name))


def decide_and_leave(
    request: SignedIn,
    pk: int,
    panel: Panel,
    again: Callable[[Any, str], HttpResponse],
    *,
    back: str,
    typed: Mapping[str, str],
    to: str,
) -> HttpResponse:
    """The same, then say that it is done, and go ``to`` the list it was taken from."""
    done = decide(request, pk, panel, again, back=back, typed=typed)
    if isinstance(done, HttpResponse):
        return done
    messages.success(request, panel.done)
    return go(request, to)
