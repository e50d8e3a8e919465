// One's place on a desk: the open row is marked, a mistake has the focus, the address leads back to the workbench.
(() => {
  "use strict";

  // --- The row of what is open stays marked, whatever is swapped in its place. -------------------------------
  const open = document.querySelector("[data-open]")?.dataset.open;

  function markOpen() {
    const row = document.getElementById(open);
    if (row && !row.hasAttribute("aria-current")) row.setAttribute("aria-current", "true");
  }

  if (open && document.getElementById("queue")) {
    markOpen();
    new MutationObserver(markOpen).observe(document.getElementById("contenu"), { childList: true, subtree: true });
  }

  document.querySelector(".fr-input-group--error .fr-input, [data-wrong] input")?.focus();

  // --- After an error the browser stands at the button's own address; the workbench has a better one. -------
  const bench = document.querySelector("[data-claim]");
  if (bench?.dataset.address) history.replaceState(history.state, "", bench.dataset.address);
  // Come back to, it is asked for anew: whose it is may have changed.
  addEventListener("pageshow", (event) => event.persisted && bench && location.reload());
})();
