// The draft of a reply, which several may write in turn: saved as it is typed, each save naming the one before it.
(() => {
  "use strict";
  const PAUSE_MS = 900;
  const RETRY_MS = 4000;
  const editor = document.querySelector("form[data-autosave]");
  if (!editor) return;
  const { claim, times } = vox;
  const says = (text) => (editor.closest("[data-claim]").querySelector("[data-saved]").textContent = text);

  let saving = null; // one save in flight
  let unanswered = null; // sent, and perhaps saved: sent again as it was, so that the chain of saves holds
  let dirty = false;
  let timer = 0;

  async function save() {
    if (claim.isLost() || saving || !(dirty || unanswered)) return;
    if (!unanswered) {
      unanswered = new FormData(editor);
      dirty = false;
    }
    saving = (async () => {
      try {
        const answer = await vox.post(editor.dataset.autosave, unanswered);
        if (answer.status === 409) return claim.lose("Ce projet est passé à quelqu'un d'autre.");
        if (!answer.ok) throw new Error(String(answer.status));
        const kept = await answer.json();
        unanswered = null;
        editor.elements.saves.value = kept.saves;
        editor.elements.version.value = kept.version;
        says(`Enregistré à ${kept.at}`);
      } catch {
        says(`Pas encore enregistré (${times.clock(Date.now())}), nouvelle tentative…`);
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
    (saving ?? save()).then(() => unanswered || claim.isLost() || editor.requestSubmit(event.submitter));
  });
})();
