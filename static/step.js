// A step of telling begins with what is wrong in it, and, come back to, shows what is saved now.
(() => {
  "use strict";
  const summary = document.querySelector("[data-errors]");
  summary?.focus();
  // By a GET, for the page may be the answer to a refused form.
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  addEventListener("pageshow", (event) => (event.persisted || (back && summary)) && location.replace(location.href));
})();
