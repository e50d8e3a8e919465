// One click masks a passage in the correction; two buttons share the one editor.
(() => {
  "use strict";
  const panel = document.getElementById("correct-panel");
  if (!panel) return;
  const fields = [...panel.querySelectorAll("#correct-title, #correct-text")]; // an author's answer has no title

  function mask(words) {
    panel.open = true;
    for (const field of fields) {
      if (!field.value.includes(words)) continue;
      field.value = field.value.replaceAll(words, "[…]");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const passages = [...document.querySelectorAll("button[data-mask]")];
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-mask], mark.aid");
    if (one) mask(one.dataset.mask ?? one.textContent);
    if (event.target.closest("[data-mask-all]")) passages.forEach((passage) => mask(passage.dataset.mask));
    // What is left to say of it is why.
    if (one || event.target.closest("[data-mask-all]")) document.getElementById("correct-reason").focus({ preventScroll: true });
    const opener = event.target.closest("[data-opens]");
    if (!opener) return;
    event.preventDefault();
    document.getElementById(opener.dataset.opens).open = true;
    fields.at(-1).focus();
  });
})();
