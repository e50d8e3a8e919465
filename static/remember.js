// What was typed is still there, in this tab alone, after a reload, a way back, « Plus tard ».
(() => {
  "use strict";
  // Several fields may share a name.
  const keyOf = ({ id, name, type, value }) => id || (type === "radio" ? `${name}=${value}` : name);
  const valueOf = (field) => (field.type === "radio" ? field.checked : field.value);

  vox.inTab = (place, fields, isTyped = () => true) => {
    const typed = () => JSON.stringify(Object.fromEntries(fields().filter(isTyped).map((field) => [keyOf(field), valueOf(field)])));
    return {
      typed,
      keep: () => sessionStorage.setItem(place, typed()),
      kept: () => JSON.parse(sessionStorage.getItem(place)),
      fill(kept) {
        for (const field of fields()) {
          const value = kept[keyOf(field)];
          if (value === undefined) continue;
          if (field.type === "radio") field.checked = value;
          else field.value = value;
          if (field.value !== field.defaultValue) field.closest("details")?.setAttribute("open", "");
        }
      },
    };
  };

  // The answers of authors need nothing more.
  const form = document.querySelector("form[data-remember]");
  if (!form) return;
  const choices = () => form.querySelectorAll("input[type=radio]");
  const here = vox.inTab(`typed:${form.action}:${form.elements.version.value}`, () => [...vox.written(form), ...choices()]);
  here.fill(here.kept() ?? {});
  form.addEventListener("input", here.keep);
})();
