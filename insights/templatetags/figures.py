"""Figures of the desk as the page draws them."""

from dataclasses import dataclass

from django import template

from insights.desk.weeks import DeskFigures

register = template.Library()
WIDTH, HEIGHT = 40, 120


@dataclass(frozen=True)
class Bar:
    """A week's two bars, in the drawing's own units."""

    x: int
    posted_h: int
    decided_h: int

    @property
    def second_x(self) -> int:
        return self.x + 16

    @property
    def posted_y(self) -> int:
        return HEIGHT - self.posted_h

    @property
    def decided_y(self) -> int:
        return HEIGHT - self.decided_h


@register.filter
def bars(figures: DeskFigures) -> list[Bar]:
    """One for each week, the tallest as tall as the drawing."""
    unit = HEIGHT / figures.highest
    return [
        Bar(n * WIDTH + 4, round(week.posted * unit), round(week.decided * unit))
        for n, week in enumerate(figures.weeks)
    ]


@register.filter
def hours(value: float | None) -> str:
    """« 3 h 20 », « 2 j 5 h »: as long as a reader waits."""
    if value is None:
        return "–"
    minutes = round(float(value) * 60)
    if minutes < 60:
        return f"{minutes}\u00a0min"
    if minutes < 48 * 60:
        return f"{minutes // 60}\u00a0h\u00a0{minutes % 60:02}"
    days, hours = f"{minutes // 1440}\u00a0j", minutes % 1440 // 60
    return f"{days}\u00a0{hours}\u00a0h" if hours else days
