// The lease of a workbench: renewed while somebody works. Once it is lost the bench is locked, and what was typed kept.
(() => {
  "use strict";
  const RENEW_MS = 30_000;
  const bench = document.querySelector("[data-claim]");
  const form = bench?.querySelector("form[data-guard]");
  if (!form) return;

  let lost = false;
  let worked = true; // since the last renewal; opening the bench is work

  const unsent = () =>
    vox
      .written(form)
      .filter((field) => field.value !== field.defaultValue && field.value.trim())
      .map((field) => field.value)
      .join("\n\n");

  function lose(message) {
    if (lost) return;
    lost = true;
    const text = unsent();
    if (text) vox.post(bench.dataset.copy, { text }).catch(() => {});
    form.querySelectorAll("textarea, input").forEach((field) => (field.readOnly = true));
    form.querySelectorAll("button, select").forEach((control) => (control.disabled = true));
    bench.classList.add("lost");
    const notice = bench.querySelector("[data-lost]");
    notice.textContent = message + (text ? " Ce que vous aviez écrit reste ici, et vous est gardé." : "");
    notice.hidden = false;
  }

  // --- Renewed by a visible tab, or by a hidden one that holds unsaved text. --------------------------------
  async function renew() {
    if (lost || (document.hidden && !unsent())) return;
    const active = worked ? "1" : "0";
    worked = false;
    try {
      const answer = await vox.post(bench.dataset.renew, { tab: bench.dataset.tab, active });
      if (answer.status === 409) return lose((await answer.json()).why);
      if (!answer.ok) return;
      const { until } = await answer.json();
      bench.querySelectorAll("[data-until]").forEach((time) => {
        time.dataset.until = until;
        time.dateTime = until;
      });
    } catch {
      worked = worked || active === "1"; // no network: the next beat tries again
    }
  }

  ["input", "pointerdown", "keydown"].forEach((kind) =>
    document.addEventListener(kind, () => (worked = true), { passive: true }),
  );
  setInterval(renew, RENEW_MS);
  document.addEventListener("visibilitychange", () => document.hidden || renew());

  // --- Taken over: what the page is told of the item says who has it now. -----------------------------------
  const state = () => document.getElementById(bench.dataset.stateOf);
  const mine = state()?.dataset.holder;
  let { version } = state()?.dataset ?? {};
  let sent = false; // what is announced next is our own doing
  form.addEventListener("submit", (event) => setTimeout(() => (sent = !event.defaultPrevented)));

  function look() {
    const now = state();
    if (!now || sent) return;
    if (now.dataset.holder === mine) {
      // Perhaps in another tab of ours: the server knows which one.
      if (now.dataset.version !== version) renew();
      version = now.dataset.version;
      return;
    }
    const who = now.querySelector(".notice b")?.textContent;
    lose(who ? `${who} a repris cet élément.` : "Vous n'avez plus cet élément en charge.");
  }
  new MutationObserver(look).observe(bench.parentElement, { childList: true, subtree: true });

  vox.claim = { lose, isLost: () => lost };
})();
