// What stands beside the story: a suggested service goes into the form in one press, and what is sent carries the
// version this page has seen last, so that one's own notes and marks do not make one's own decision stale.
(() => {
  "use strict";
  const pane = document.getElementById("decision");
  if (!pane) return;

  // Only the person who holds the story can decide; a colleague's note is shown here before it counts as seen.
  function follow() {
    const seen = Number(pane.querySelector(".bench-state")?.dataset.version ?? 0);
    for (const form of pane.querySelectorAll("#decide, #pass, #annotate")) {
      const field = form.elements.version;
      if (Number(field.value) < seen) field.value = seen;
    }
  }
  new MutationObserver(follow).observe(pane, { childList: true, subtree: true });

  function accept(button) {
    const picker = document.querySelector("#decide [data-picker]");
    const name = button.closest("li").querySelector("[data-label]").textContent;
    if (vox.choose(picker, { value: button.value, name, since: button.dataset.since })) picker.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById("live-region").textContent = `${name}\u00a0: ajouté`;
    button.closest("li").remove();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-accept]");
    if (!button || !document.getElementById("decide")) return;
    event.preventDefault();
    accept(button);
  });
})();
