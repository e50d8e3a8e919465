// The keyboard of a desk: what has a data-key is pressed by it, J and K walk the queue, Enter and Escape serve the
// panel one is in. No key is a command inside a field.
(() => {
  "use strict";

  // --- The rules, for whoever else listens to keys. ----------------------------------------------------------
  // A choice with a key of its own is a command, not a field.
  const inField = (element) => element.closest("input:not([data-key]), textarea, select, [contenteditable]");
  const visible = (element) => element.offsetParent !== null && !element.disabled;
  vox.keys = { inField, visible };

  // --- Panels. -----------------------------------------------------------------------------------------------
  // What opens is to be filled: the keys of the desk must not take the first letters for commands.
  // A panel that comes open holds a mistake, which has the focus already.
  function fill({ target: panel }) {
    if (panel.matches("details.act[open]") && !panel.querySelector(":focus:not(summary)")) panel.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }
  document.addEventListener("toggle", fill, true);

  function close(panel) {
    panel.removeAttribute("open"); // what is written in it stays
    panel.querySelector("summary").focus();
  }

  // Enter decides what its own panel decides (with Ctrl, from several lines too), and nothing elsewhere in the form.
  function decide(event) {
    const { target } = event;
    if (event.defaultPrevented || !(target.matches("input") || event.ctrlKey)) return;
    if (!target.closest("form")?.querySelector("#correct-panel")) return;
    event.preventDefault();
    target.closest("details.act")?.querySelector("button[formaction]")?.click();
  }

  // --- The queue. --------------------------------------------------------------------------------------------
  function walk(step) {
    const links = [...document.querySelectorAll("#queue .row a")];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  }

  // --- Commands. ---------------------------------------------------------------------------------------------
  function unclaimed(key) {
    const decides = document.querySelector("[data-decides]")?.dataset.decides ?? "";
    if (key.length === 1 && decides.includes(key))
      document.getElementById("problem").textContent = "Prenez d'abord en charge (touche Entrée) pour décider.";
  }

  function command(event, key) {
    const pressed = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
    if (!pressed) return unclaimed(key);
    event.preventDefault();
    pressed.focus();
    pressed.click();
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const panel = key === "Escape" && target.closest("details.act[open]");
    if (panel) return close(panel);
    if (key === "Enter") decide(event);
    if (key === "Enter" && event.ctrlKey) return command(event, "ctrl+Enter");
    if (event.ctrlKey || event.metaKey || event.altKey || inField(target)) return;
    if (key === "Enter" && target.closest("a, button, summary")) return;
    if (key === "j") return walk(1);
    if (key === "k") return walk(-1);
    command(event, key);
  });
})();
