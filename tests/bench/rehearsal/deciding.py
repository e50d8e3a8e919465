"""Pressing a decision: once, twice, on a broken line, too late; and taking it back in time."""

import asyncio
from random import Random

import httpx

from tests.bench.rehearsal import plans
from tests.bench.rehearsal.browser import Browser
from tests.bench.rehearsal.holding import gives_back, keep_copy, opened
from tests.bench.rehearsal.page import Fields, Page
from tests.bench.rehearsal.play import Play, Saved
from tests.bench.rehearsal.verdicts import Verdict, explained

FINAL = {"publier/", "corriger/", "rejeter/"}
# Where a version of the words is kept that this press wrote.
WRITES = {"corriger/": "version", "proposer/": "proposal"}


class Decider:
    """One moderator's hand. What each press answers is the bench that it led to, if it led to one."""

    def __init__(self, play: Play, browser: Browser, whims: Random) -> None:
        self.play, self.browser, self.whims = play, browser, whims

    async def press(self, where: str, verdict: Verdict, form: Fields, whim: float) -> Page | None:
        """As the whim has it; ``form`` is the bench as it was opened."""
        if whim < 0.32:
            return await self._double_click(where, verdict)
        if whim < 0.42:
            return await self._in_two_windows(where, verdict, form)
        if whim < 0.5:
            seconds = self.whims.uniform(0.005, 0.05)
            await self.browser.post_and_lose(where + verdict.verb, verdict.fields, seconds)
        return await self._once(where, verdict)

    async def explain(self, where: str, verdict: Verdict) -> bool:
        """A rewrite is pressed twice: first to see its changes and say why, then to send them."""
        answer = await self.browser.post(where + verdict.verb, verdict.fields)
        if not self.play.expect(answer, 422, 409):
            return False
        fields = explained(Page(where, answer.status_code, answer.text))
        if fields is None:  # the claim was lost meanwhile: the page shows the story, and nothing to press
            self.play.races["leases over before a rewrite was explained"] += 1
            return False
        verdict.fields = {**verdict.fields, **fields}
        return True

    async def dawdle(self, where: str, verdict: Verdict) -> Page | None:
        """Let the lease expire, and decide all the same."""
        self.play.races["leases left to expire"] += 1
        await asyncio.sleep((self.play.deployment.lease_seconds or 0) + 0.3)
        return await self._once(where, verdict)

    async def leave_lying(self, where: str, verdict: Verdict) -> Page | None:
        """Type slowly: a senior moderator may take over meanwhile."""
        pk = _item(where)
        self.play.slow.add(("moderate", pk))
        await asyncio.sleep(1)
        self.play.slow.discard(("moderate", pk))
        return await self._once(where, verdict)

    async def _once(self, where: str, verdict: Verdict) -> Page | None:
        answer = await self.browser.post(where + verdict.verb, verdict.fields)
        if answer.status_code == 422:  # masking one detail brought another to light
            self.play.races["decisions that had to be explained"] += 1
            fields = explained(Page(where, 422, answer.text)) or {}
            answer = await self.browser.post(where + verdict.verb, {**verdict.fields, **fields})
        if self.play.expect(answer, 303, 409):
            return await self._decided(where, verdict, answer)
        self.play.races["decisions refused"] += 1
        if not gives_back(answer, verdict.fields["message"][0]):
            self.play.problem("a refused decision did not give back what was typed")
        await keep_copy(self.browser, where, verdict.fields["message"][0])
        return None

    async def _double_click(self, where: str, verdict: Verdict) -> Page | None:
        answers = await self.browser.post_twice(where + verdict.verb, verdict.fields)
        if {answer.status_code for answer in answers} not in ({303}, {409}, {422}):
            self.play.problem(f"the same press was answered {[a.status_code for a in answers]}")
        if answers[0].status_code == 422:
            return await self._once(where, verdict)
        won = self.play.expect(answers[0], 303, 409)
        return await self._decided(where, verdict, answers[0]) if won else None

    async def _in_two_windows(self, where: str, verdict: Verdict, form: Fields) -> Page | None:
        """Two decisions at once under the same claim, the second on the words as they were: one wins."""
        self.play.races["two decisions at once"] += 1
        other = "demander/" if verdict.verb == "rejeter/" else "rejeter/"
        second = {
            **form,
            "key": [f"{form['key'][0][:-1]}x"],
            "reject_reason": ["off_topic"],
            "question": ["Où était-ce ?"],
        }
        first, then = await asyncio.gather(
            self.browser.post(where + verdict.verb, verdict.fields), self.browser.post(where + other, second)
        )
        won = [self.play.expect(first, 303, 409, 422), self.play.expect(then, 303, 409)]
        if all(won):
            self.play.problem("two decisions on one story were both accepted")
        return await self._decided(where, verdict, first) if won[0] else None

    async def _decided(self, where: str, verdict: Verdict, answer: httpx.Response) -> Page | None:
        words = "\n".join(verdict.fields.get(name, [""])[0] for name in ("title", "text"))
        if kept := WRITES.get(verdict.verb):
            self.play.saved.append(Saved(kept, _item(where), self.browser.pk, words.replace("\r\n", "\n")))
        if self.takes_back(where, verdict):
            self.play.taken_back.add(_item(where))
            bench = await self._undo(where, answer)
            if bench and verdict.verb == "corriger/":
                text = verdict.fields["text"][0].replace("\r\n", "\n")
                self.play.saved.append(Saved("copy", _item(where), self.browser.pk, text))
            return bench
        return await opened(self.browser, answer) if "then" in verdict.fields else None

    def takes_back(self, where: str, verdict: Verdict) -> bool:
        """Whether this decision is one to be undone, once."""
        told = self.play.told.get(_item(where))
        undone = told is not None and plans.is_undone(told) and _item(where) not in self.play.taken_back
        return undone and verdict.verb in FINAL

    async def _undo(self, where: str, answer: httpx.Response) -> Page | None:
        """« Annuler », on the page that follows: the bench again, unless the decision took effect meanwhile."""
        page = await self.browser.follow(answer)
        button, desk = page.button("undo"), page.form("desk")
        if button is None or desk is None or button["formaction"] != f"{where}annuler/":
            self.play.races["decisions that were out before they could be undone"] += 1
            return None
        fields = {**desk, "version": [button["value"]]}
        if self.whims.random() < 0.3:
            answer = (await self.browser.post_twice(f"{where}annuler/", fields))[0]
        else:
            answer = await self.browser.post(f"{where}annuler/", fields)
        if not self.play.expect(answer, 303, 409):
            self.play.races["decisions undone too late"] += 1
            return None
        self.play.races["decisions undone in time"] += 1
        return await opened(self.browser, answer)


def _item(where: str) -> int:
    return int(where.strip("/").split("/")[-1])
