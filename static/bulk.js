// « Ne pas publier » says how many are ticked.
(() => {
  "use strict";

  function say() {
    const ticked = document.querySelectorAll('[name=story][form="bulk"]:checked').length;
    document.querySelector("[data-ticked]").textContent = ticked ? `\u00a0(${ticked})` : "";
  }

  document.addEventListener("change", ({ target }) => target.form?.id === "bulk" && say());
  addEventListener("pageshow", say); // a browser gives ticks back to a page one returns to
})();
