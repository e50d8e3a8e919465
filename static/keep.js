// What is typed for a decision outlives a reload, a closed browser, a broken machine: it is kept as it is typed, by
// this tab for a page reloaded at once, and by the server for whatever page holds the item next.
(() => {
  "use strict";
  const bench = document.querySelector("[data-claim]");
  const form = bench?.querySelector("form[data-keep]");
  if (!form) return;

  const { renew, tab, copy } = bench.dataset;
  const fields = () => vox.written(form).filter(({ id, name }) => id && name !== "q");
  // After a mistake the page comes with all that was typed as its own.
  const isTyped = (field) => field.value !== field.defaultValue || ("givenBack" in form.dataset && field.value.trim());
  const here = vox.inTab(`kept:${renew}:${tab}`, fields, isTyped);

  const saver = vox.saver({
    url: copy,
    words: () => ({ tab, base: form.dataset.keep, fields: here.typed() }),
    // Refused for good (409): the item is somebody else's, and claim.js says so.
    means({ status }) {
      if (status >= 500) throw new Error(String(status));
    },
    steady: true,
  });

  form.addEventListener("input", () => {
    here.keep();
    saver.typed();
  });
  form.addEventListener("submit", (event) => setTimeout(() => event.defaultPrevented || saver.letGo()));
  addEventListener("pagehide", saver.last);

  // What the server gave back after an error is what was last sent; nobody misses a field they emptied.
  const kept = here.kept() ?? JSON.parse(document.getElementById("kept")?.textContent ?? "{}");
  const isMissing = ([id, text]) => text.trim() && document.getElementById(id)?.value !== text;
  here.fill(Object.fromEntries(Object.entries(kept).filter(isMissing)));
})();
