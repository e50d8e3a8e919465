// Workbenches: keep the claim while somebody works, save what is typed, obey the keyboard.
(() => {
  "use strict";
  const RENEW_MS = 30000;
  const PAUSE_MS = 900;
  const RETRY_MS = 4000;

  const { post } = vox;
  const { clock } = vox.times;

  // --- The claim: renewed by a visible tab, or by a hidden one that holds unsaved text. -----------------
  const bench = document.querySelector("[data-claim]");
  const guarded = bench?.querySelector("form[data-guard]");
  let typed = false;
  let lost = false;

  const typedText = () =>
    vox
      .written(guarded)
      .filter((field) => field.value !== field.defaultValue && field.value.trim())
      .map((field) => field.value)
      .join("\n\n");

  function lose(message) {
    if (lost) return;
    lost = true;
    const text = typedText();
    if (text) post(bench.dataset.copy, { text }).catch(() => {});
    guarded.querySelectorAll("textarea, input").forEach((field) => (field.readOnly = true));
    guarded.querySelectorAll("button, select").forEach((control) => (control.disabled = true));
    bench.classList.add("lost");
    const notice = bench.querySelector("[data-lost]");
    notice.textContent = message + (text ? " Ce que vous aviez écrit reste ici, et vous est gardé." : "");
    notice.hidden = false;
  }

  async function renew() {
    if (lost || (document.hidden && !typedText())) return;
    const active = typed ? "1" : "0";
    typed = false;
    try {
      const answer = await post(bench.dataset.renew, { tab: bench.dataset.tab, active });
      if (answer.status === 409) return lose((await answer.json()).why);
      if (!answer.ok) return;
      const { until } = await answer.json();
      bench.querySelectorAll("[data-until]").forEach((time) => {
        time.dataset.until = until;
        time.dateTime = until;
      });
    } catch {
      typed = typed || active === "1"; // no network: the next beat tries again
    }
  }

  if (bench && guarded) {
    typed = true; // opening the bench is activity
    const state = () => document.getElementById(bench.dataset.stateOf);
    const mine = state()?.dataset.holder;
    let { version } = state()?.dataset ?? {};
    let sent = false; // what is announced next is our own doing
    guarded.addEventListener("submit", (event) => setTimeout(() => (sent = !event.defaultPrevented)));
    const elsewhere = () => {
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
    };
    new MutationObserver(elsewhere).observe(bench.parentElement, { childList: true, subtree: true });
    ["input", "pointerdown", "keydown"].forEach((kind) =>
      document.addEventListener(kind, () => (typed = true), { passive: true }),
    );
    setInterval(renew, RENEW_MS);
    document.addEventListener("visibilitychange", () => document.hidden || renew());
  }

  // --- The shared draft: one save in flight, the chain of saves kept. -----------------------------------
  const editor = document.querySelector("form[data-autosave]");
  let saving = null;
  let unanswered = null; // sent, and perhaps saved: sent again as it was, so that the chain of saves holds
  let dirty = false;
  let timer = 0;

  const says = (text) => (bench.querySelector("[data-saved]").textContent = text);

  async function save() {
    if (lost || saving || !(dirty || unanswered)) return;
    if (!unanswered) {
      unanswered = new FormData(editor);
      dirty = false;
    }
    saving = (async () => {
      try {
        const answer = await post(editor.dataset.autosave, unanswered);
        if (answer.status === 409) return lose("Ce projet est passé à quelqu'un d'autre.");
        if (!answer.ok) throw new Error(String(answer.status));
        const kept = await answer.json();
        unanswered = null;
        editor.elements.saves.value = kept.saves;
        editor.elements.version.value = kept.version;
        says(`Enregistré à ${kept.at}`);
      } catch {
        says(`Pas encore enregistré (${clock(Date.now())}), nouvelle tentative…`);
        later(RETRY_MS);
      }
    })();
    await saving;
    saving = null;
    if (dirty && !timer) later(PAUSE_MS);
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      save();
    }, pause);
  }

  if (editor) {
    editor.addEventListener("input", () => {
      dirty = true;
      later(PAUSE_MS);
    });
    addEventListener("pagehide", () => dirty && save());
    // A save still in flight would make this very form stale: let it land first.
    editor.addEventListener("submit", (event) => {
      clearTimeout(timer);
      dirty = false;
      if (!saving && !unanswered) return;
      event.preventDefault();
      (saving ?? save()).then(() => unanswered || lost || editor.requestSubmit(event.submitter));
    });
  }

  // --- The row of what is open stays marked, whatever is swapped in its place. -------------------------
  const queue = document.getElementById("queue");
  const open = document.querySelector("[data-open]")?.dataset.open;

  function markOpen() {
    const row = open && document.getElementById(open);
    if (row && !row.hasAttribute("aria-current")) row.setAttribute("aria-current", "true");
  }

  if (queue && open) {
    markOpen();
    new MutationObserver(markOpen).observe(document.getElementById("contenu"), { childList: true, subtree: true });
  }

  // What opens is to be filled: the keys of the desk must not take the first letters for commands.
  // A panel that comes open holds a mistake, which has the focus already.
  function fill({ target: panel }) {
    if (panel.matches("details.act[open]") && !panel.querySelector(":focus:not(summary)")) panel.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }
  document.addEventListener("toggle", fill, true);

  // --- The keyboard: never inside a field; J and K walk the queue. --------------------------------------
  // A choice with a key of its own is a command, not a field.
  const inField = (element) => element.closest("input:not([data-key]), textarea, select, [contenteditable]");
  const visible = (element) => element.offsetParent !== null && !element.disabled;

  function walk(step) {
    const links = [...document.querySelectorAll("#queue .row a")];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  }

  function unclaimed(key) {
    const decides = document.querySelector("[data-decides]")?.dataset.decides ?? "";
    if (key.length === 1 && decides.includes(key))
      document.getElementById("problem").textContent = "Prenez d'abord en charge (touche Entrée) pour décider.";
  }

  document.addEventListener("keydown", (event) => {
    const panel = event.key === "Escape" && event.target.closest("details.act[open]");
    if (panel) {
      panel.removeAttribute("open"); // what is written in it stays
      return panel.querySelector("summary").focus();
    }
    const submitKey = event.ctrlKey && event.key === "Enter";
    if (!submitKey && (event.ctrlKey || event.metaKey || event.altKey || inField(event.target))) return;
    if (!submitKey && event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (event.key === "j") return walk(1);
    if (event.key === "k") return walk(-1);
    const key = submitKey ? "ctrl+Enter" : event.key;
    const pressed = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
    if (!pressed) return unclaimed(key);
    event.preventDefault();
    pressed.focus();
    pressed.click();
  });

  document.querySelector(".fr-input-group--error .fr-input, [data-wrong] input")?.focus();

  // --- After an error the browser stands at the button's own address; the workbench has a better one. -----
  if (bench?.dataset.address) history.replaceState(history.state, "", bench.dataset.address);
  addEventListener("pageshow", (event) => event.persisted && bench && location.reload());
})();
