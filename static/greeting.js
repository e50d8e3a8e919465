// A reply whose text greets too is pointed out as it is typed.
(() => {
  "use strict";
  document.addEventListener("input", (event) => {
    const { text, greeting } = event.target.form?.elements ?? {};
    const notice = event.target.form?.querySelector("[data-greets]");
    if (!notice || !text) return;
    const first = text.value.trim().toLowerCase().match(/^[^\s,;:!.]+/)?.[0];
    notice.hidden = !greeting.value || !notice.dataset.greets.split(" ").includes(first);
  });
})();
