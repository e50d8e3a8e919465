// The draft of a reply, which several may write in turn: saved as it is typed, each save naming the one before it.
(() => {
  "use strict";
  const editor = document.querySelector("form[data-autosave]");
  if (!editor) return;
  const { claim, times } = vox;
  const says = (text) => (editor.closest("[data-claim]").querySelector("[data-saved]").textContent = text);

  const saver = vox.saver({
    url: editor.dataset.autosave,
    words: () => new FormData(editor),
    async means(answer) {
      if (answer.status === 409) return claim.lose("Ce projet est passé à quelqu'un d'autre.");
      if (!answer.ok) throw new Error(String(answer.status));
      const kept = await answer.json();
      editor.elements.saves.value = kept.saves;
      editor.elements.version.value = kept.version;
      says(`Enregistré à ${kept.at}`);
    },
    failed: () => says(`Pas encore enregistré (${times.clock(Date.now())}), nouvelle tentative…`),
    ended: claim.isLost,
    chained: true,
    keepalive: true,
  });

  editor.addEventListener("input", saver.typed);
  addEventListener("pagehide", saver.last);
  // A save still in flight would make this very form stale: let it land first.
  editor.addEventListener("submit", async (event) => {
    const { submitter } = event;
    saver.letGo();
    if (!saver.unsaved()) return;
    event.preventDefault();
    if ((await saver.settle()) && !claim.isLost()) editor.requestSubmit(submitter);
  });
})();
