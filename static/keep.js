// What is typed for a decision outlives a reload: kept by this tab alone, for this very claim.
(() => {
  "use strict";
  const bench = document.querySelector("[data-claim]");
  const form = bench?.querySelector("form[data-keep]");
  if (!form) return;

  const place = `kept:${bench.dataset.renew}:${bench.dataset.tab}`;
  const fields = () => [...form.elements].filter((field) => field.matches("textarea, input:not([type]), input[type=text]") && field.name !== "q");

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? "{}");
    for (const field of fields()) {
      // What the server gave back after an error is what was last sent: nothing newer is kept here.
      if (!(field.name in kept) || kept[field.name] === field.value) continue;
      field.value = kept[field.name];
      field.closest("details")?.setAttribute("open", "");
    }
  }

  form.addEventListener("input", () => {
    const typed = fields().filter((field) => field.value !== field.defaultValue);
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(typed.map((field) => [field.name, field.value]))));
  });
  restore();
})();
