// « Plus tard », a reload, a way back: what was typed for an answer is still there, in this tab alone.
(() => {
  "use strict";
  const form = document.querySelector("form[data-remember]");
  if (!form) return;
  const place = `typed:${form.action}:${form.elements.version.value}`;
  const fields = () => [...form.elements].filter((field) => field.matches("textarea, input[type=radio], input:not([type])"));
  const keyOf = (field) => (field.type === "radio" ? `${field.name}=${field.value}` : field.name);

  const typed = JSON.parse(sessionStorage.getItem(place) ?? "{}");
  for (const field of fields()) {
    const kept = typed[keyOf(field)];
    if (kept === undefined) continue;
    if (field.type === "radio") field.checked = kept;
    else field.value = kept;
    if (field.value !== field.defaultValue) field.closest("details")?.setAttribute("open", "");
  }
  form.addEventListener("input", () => {
    const now = fields().map((field) => [keyOf(field), field.type === "radio" ? field.checked : field.value]);
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(now)));
  });
})();
