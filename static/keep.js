// What is typed for a decision outlives a reload: kept by this tab alone, for this very claim.
(() => {
  "use strict";
  const bench = document.querySelector("[data-claim]");
  const form = bench?.querySelector("form[data-keep]");
  if (!form) return;

  const place = `kept:${bench.dataset.renew}:${bench.dataset.tab}`;
  // By their ids: the reasons of several changes share a name.
  const fields = () => [...form.elements].filter((field) => field.matches("textarea, input:not([type]), input[type=text]") && field.name !== "q");

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? "{}");
    for (const field of fields()) {
      // What the server gave back after an error is what was last sent: nothing newer is kept here.
      if (!(field.id in kept) || kept[field.id] === field.value) continue;
      field.value = kept[field.id];
      field.closest("details")?.setAttribute("open", "");
    }
  }

  form.addEventListener("input", () => {
    const typed = fields().filter((field) => field.value !== field.defaultValue);
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(typed.map((field) => [field.id, field.value]))));
  });
  restore();
})();
