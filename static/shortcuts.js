// « ? » lists the shortcuts of the page as it is now: read from the data-key attributes, so that no list can lie.
(() => {
  "use strict";
  const NAMES = { Enter: "Entrée", "ctrl+Enter": "Ctrl Entrée" };
  const { inField, visible } = vox.keys;

  function said(element) {
    if (element.dataset.keyLabel) return element.dataset.keyLabel;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((kbd) => kbd.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  }

  function lines() {
    const found = new Map();
    for (const element of document.querySelectorAll("[data-key]")) {
      const key = NAMES[element.dataset.key] ?? element.dataset.key.toUpperCase();
      if (visible(element) && !found.has(key)) found.set(key, said(element));
    }
    for (const { dataset } of document.querySelectorAll("[data-keys]")) found.set(dataset.keys, dataset.keysLabel);
    return [...found, ["?", "Montrer ces raccourcis"], ["Échap", "Fermer"]];
  }

  const dialog = document.createElement("dialog");
  dialog.className = "shortcuts";
  dialog.id = "shortcuts";
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  document.body.append(dialog);

  function make(tag, text, more = {}) {
    return Object.assign(document.createElement(tag), { textContent: text }, more);
  }

  function open() {
    const list = document.createElement("dl");
    for (const [key, words] of lines()) {
      const line = document.createElement("div");
      const term = document.createElement("dt");
      term.append(...key.split(" ").map((one) => make("kbd", one)));
      line.append(term, make("dd", words));
      list.append(line);
    }
    const close = make("button", "Fermer", { className: "fr-btn fr-btn--tertiary fr-btn--sm", type: "button" });
    close.addEventListener("click", () => dialog.close());
    const note = make("p", "Aucune touche n'agit pendant que vous écrivez dans un champ.");
    dialog.replaceChildren(make("h2", "Raccourcis de cette page", { id: "shortcuts-title" }), list, note, close);
    dialog.showModal();
  }

  // While the list is open, its keys only read: nothing behind it acts (Escape closes it, as any dialog).
  document.addEventListener("keydown", (event) => {
    if (dialog.open) return event.key === "Escape" || event.key === "Tab" || event.stopImmediatePropagation();
    if (event.key !== "?" || event.ctrlKey || event.metaKey || inField(event.target)) return;
    event.preventDefault();
    open();
  }, true);
})();
