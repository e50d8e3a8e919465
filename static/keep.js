// What is typed for a decision outlives a reload, a closed browser, a broken machine: it is kept as it is typed, by
// this tab for a page reloaded at once, and by the server for whatever page holds the item next.
(() => {
  "use strict";
  const PAUSE_MS = 900;
  const RETRY_MS = 4000;

  const bench = document.querySelector("[data-claim]");
  const form = bench?.querySelector("form[data-keep]");
  if (!form) return;

  const place = `kept:${bench.dataset.renew}:${bench.dataset.tab}`;
  // By their ids: the reasons of several changes share a name.
  const fields = () => vox.written(form).filter(({ id, name }) => id && name !== "q");
  // After a mistake the page comes with all that was typed as its own.
  const isTyped = (field) => field.value !== field.defaultValue || ("givenBack" in form.dataset && field.value.trim());
  const typed = () => JSON.stringify(Object.fromEntries(fields().filter(isTyped).map((field) => [field.id, field.value])));

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? document.getElementById("kept")?.textContent ?? "{}");
    for (const field of fields()) {
      // What the server gave back after an error is what was last sent; nobody misses a field they emptied.
      if (!kept[field.id]?.trim() || kept[field.id] === field.value) continue;
      field.value = kept[field.id];
      field.closest("details")?.setAttribute("open", "");
    }
  }

  // --- On the server: one save in flight; the last words are sent while the page goes. -------------------
  let unsaved = false;
  let timer = 0;

  function send(keepalive) {
    unsaved = false;
    const words = { tab: bench.dataset.tab, base: form.dataset.keep, fields: typed() };
    return vox.post(bench.dataset.copy, words, { keepalive });
  }

  async function save() {
    let pause = PAUSE_MS;
    try {
      // Refused for good (409): the item is somebody else's, and claim.js says so.
      if ((await send(false)).status >= 500) throw new Error();
    } catch {
      unsaved = true;
      pause = RETRY_MS;
    }
    timer = unsaved && setTimeout(save, pause);
  }

  form.addEventListener("input", () => {
    sessionStorage.setItem(place, typed());
    unsaved = true;
    timer ||= setTimeout(save, PAUSE_MS);
  });
  // A decision takes its words along: nothing is left to keep.
  form.addEventListener("submit", (event) => setTimeout(() => (unsaved = unsaved && event.defaultPrevented)));
  addEventListener("pagehide", () => unsaved && send(true).catch(() => {}));

  restore();
})();
