"""What is looked for in every state of every page: faults of access, of width, things that jump or are refused.

Light on a telephone, each time; dark on a wide screen where something is drawn that was not seen there before (no
colour here depends on the width). VOX_SHOTS=folder writes pictures of each state, for people to look at.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

from tests.browser.conftest import WIDTHS

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_SHIFT = 0.05
SHOTS = os.environ.get("VOX_SHOTS", "")

# Runs before each page's own scripts.
WATCH = """
window.shifts = [];
window.refused = [];
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries())
    if (!hadRecentInput) window.shifts.push({ value, of: sources.map(({ node }) =>
      (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80)) });
}).observe({ type: "layout-shift", buffered: true });
addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`refused by the CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
RUN = """async (values) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"],
    elementRef: false, preload: false });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary, html }) =>
    `${id}: ${target} ${html.slice(0, 200)} ${failureSummary.replace(/\\s+/g, " ")}`));
}"""
# The page itself, and the panes that scroll by themselves; what sticks out of them is named.
WIDER = """() => {
  const page = document.scrollingElement;
  const room = (pane) => (pane === page ? innerWidth : pane.clientWidth);
  const beyond = (pane) => [...pane.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > pane.getBoundingClientRect().left + room(pane) + 1)
    .map((one) => one.outerHTML.slice(0, 120)).slice(0, 3);
  return [page, ...document.querySelectorAll("main, .queue, .story, .decide")]
    .filter((pane) => pane.scrollWidth > room(pane))
    .map((pane) => `${pane.tagName} .${pane.className}: ${pane.scrollWidth} px in ${room(pane)}: ${beyond(pane)}`);
}"""

# What has the focus lies on the screen, under nothing.
COVERED = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return [];
  const { left, top, width, height } = focused.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, Math.min(top + height / 2, innerHeight - 1));
  return there && (focused.contains(there) || there.contains(focused)) ? [] :
    [`the focus is covered or out of sight: ${focused.outerHTML.slice(0, 120)}`];
}"""

# Every kind of element on the page: its tag and classes, and whether it is out of use or the current one.
DRAWN = """() => [...new Set([...document.querySelectorAll("body *")].map((one) =>
  `${one.tagName}.${one.getAttribute("class")} ${one.getAttribute("aria-current")} ${one.disabled}`))]"""
seen_in_the_dark: set[str] = set()


@dataclass
class Eyes:
    """A telephone's window, widened for each look; what is wrong is kept, so that one run tells it all."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)
        self.page.add_init_script(path=AXE)

    def see(self, state: str, path: str = "", *, status: int = 200) -> None:
        """Look at the page of this address, or at the one there is now."""
        if path:
            answer = self.page.goto(path)
            assert answer and answer.status == status, f"{path} answers {answer and answer.status}"
        self.settle()
        wrong = self._shifts() + self.page.evaluate("window.refused") + self.page.evaluate(COVERED)
        wrong += [f"360 px: {fault}" for fault in self._faults(f"{state} 360")]
        self.page.set_viewport_size(WIDTHS["desktop"])
        self._shoot(f"{state} 1280")
        if drawn := set(self.page.evaluate(DRAWN)) - seen_in_the_dark:
            seen_in_the_dark.update(drawn)
            self.page.emulate_media(color_scheme="dark")
            wrong += [f"1280 px, dark: {fault}" for fault in self._faults(f"{state} sombre")]
            self.page.emulate_media(color_scheme="light")
        else:
            wrong += [f"1280 px: {fault}" for fault in self.page.evaluate(WIDER)]
        self.page.set_viewport_size(WIDTHS["phone"])
        self.wrong += [f"« {state} » {fault}" for fault in wrong]

    def settle(self) -> None:
        """Wait for the fonts, and for what the page asks for as soon as it is there."""
        self.page.wait_for_function("() => !document.querySelector('[hx-trigger=load]')")
        self.page.evaluate("() => document.fonts.ready")

    def open(self, panel: str) -> None:
        """A closed panel, by the keyboard."""
        self.settle()
        self.page.locator(f"{panel} > summary").first.press("Enter")

    def press(self, name: str) -> None:
        """One of the page's buttons; what answers is loaded when this returns."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def _faults(self, name: str) -> list[str]:
        self._shoot(name)
        found: list[str] = self.page.evaluate(WIDER)
        self.page.evaluate("scrollTo(0, 0)")  # what is sticky covers other things elsewhere
        return found + self.page.evaluate(RUN, TAGS)

    def _shifts(self) -> list[str]:
        shifts = self.page.evaluate("window.shifts")
        moved = sum(shift["value"] for shift in shifts)
        return [f"moved by {moved:.3f}: {shifts}"] if moved > MOST_SHIFT else []

    def _shoot(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
