// Choosing services as one types (templates/directory/_structure_picker.html): the ARIA 1.2 combobox with a listbox.
// htmx fetches the options; focus never leaves the text field. Without this file the form's own buttons do the work.
(() => {
  "use strict";
  const words = (picker) => picker.querySelector("[data-words]");
  const listbox = (picker) => picker.querySelector("[role=listbox]");
  const options = (picker) => [...listbox(picker).querySelectorAll("[role=option]")];
  const active = (picker) => picker.querySelector("[role=option][aria-selected=true]");
  const changed = (picker) => picker.dispatchEvent(new Event("change", { bubbles: true }));

  function ready(picker) {
    if (picker.dataset.picker === "ready") return;
    picker.dataset.picker = "ready";
    const input = words(picker);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", listbox(picker).id);
    picker.querySelector("[data-find]").remove();
    for (const button of picker.querySelectorAll("[name=drop]")) button.type = "button";
  }

  // What was typed before the scripts arrived had no listener: it is looked for now.
  function overtake(picker) {
    const input = words(picker);
    if (input.value !== input.defaultValue && !("found" in picker.dataset)) htmx.trigger(input, "overtaken");
  }

  function say(picker, text) {
    picker.querySelector("p[data-said]").textContent = text;
    document.getElementById("live-region").textContent = text;
  }

  function open(picker, wanted) {
    listbox(picker).hidden = !wanted;
    words(picker).setAttribute("aria-expanded", String(wanted));
    if (!wanted) activate(picker, null);
  }

  function activate(picker, option) {
    active(picker)?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) words(picker).setAttribute("aria-activedescendant", option.id);
    else words(picker).removeAttribute("aria-activedescendant");
  }

  function move(picker, step) {
    const all = options(picker);
    if (!all.length) return;
    if (listbox(picker).hidden) open(picker, true);
    const from = all.indexOf(active(picker));
    const to = from < 0 ? (step > 0 ? 0 : all.length - 1) : (from + step + all.length) % all.length;
    activate(picker, all[to]);
  }

  function empty(picker) {
    words(picker).value = "";
    listbox(picker).replaceChildren();
    open(picker, false);
    say(picker, "");
  }

  // A chip of its own, as the server would draw it; false for what is among the chosen already.
  vox.choose = (picker, { value, name, since }) => {
    const chosen = picker.querySelector("[data-chosen]");
    if (!("multiple" in picker.dataset)) chosen.replaceChildren();
    if ([...chosen.querySelectorAll("input")].some((input) => input.value === value)) return false;
    const chip = picker.querySelector("template[data-chip]").content.firstElementChild.cloneNode(true);
    chip.querySelector("input").value = value;
    for (const label of chip.querySelectorAll("[data-label]")) label.textContent = name;
    chip.querySelector("[data-since]").textContent = since;
    Object.assign(chip.querySelector("[name=drop]"), { type: "button", value });
    chosen.append(chip);
    return true;
  };

  function pick(picker, option) {
    const name = option.querySelector("[data-label]").textContent;
    vox.choose(picker, { value: option.dataset.value, name, since: option.querySelector("[data-since]").textContent });
    empty(picker);
    say(picker, `${name}\u00a0: ajouté`);
    changed(picker);
  }

  function drop(picker, chip) {
    const name = chip.querySelector("[data-label]").textContent;
    chip.remove();
    words(picker).focus();
    say(picker, `${name}\u00a0: retiré`);
    changed(picker);
  }

  // Enter takes the marked service, or the only one found; pressed while they are still looked for, once they are.
  function enter(picker) {
    const { value } = words(picker);
    if (picker.dataset.found !== value) return (picker.dataset.entered = value);
    const shown = listbox(picker).hidden ? [] : options(picker);
    const taken = active(picker) ?? (shown.length === 1 ? shown[0] : null);
    if (taken) pick(picker, taken);
  }

  function pressed(event, picker) {
    const shown = !listbox(picker).hidden;
    if (event.key === "ArrowDown") move(picker, 1);
    else if (event.key === "ArrowUp") move(picker, -1);
    else if (event.key === "Enter") enter(picker);
    else if (event.key === "Escape" && shown) open(picker, false);
    else if (event.key === "Escape" && words(picker).value) empty(picker);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("[data-picker=ready] [data-words]") || event.isComposing) return;
    if (!event.altKey && !event.ctrlKey && !event.metaKey) pressed(event, event.target.closest("[data-picker]"));
  });
  // Pressing the mouse on an option must not take the focus from the text field.
  document.addEventListener("mousedown", (event) => event.target.closest("[data-picker=ready] [role=listbox]") && event.preventDefault());
  document.addEventListener("click", (event) => {
    const picker = event.target.closest("[data-picker=ready]");
    const option = event.target.closest("[role=option]");
    if (picker && option) pick(picker, option);
    else if (picker && event.target.closest("[name=drop]")) drop(picker, event.target.closest("li"));
  });
  document.addEventListener("focusout", (event) => {
    const picker = event.target.closest("[data-picker=ready]");
    if (picker && !picker.contains(event.relatedTarget)) open(picker, false);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const picker = event.target.closest("[data-picker=ready]");
    if (!picker || !event.target.matches("[role=listbox]")) return;
    const list = listbox(picker);
    options(picker).forEach((option, index) => (option.id = `${list.id}-${index}`));
    const wanted = document.activeElement === words(picker) && words(picker).value.trim() !== "";
    open(picker, wanted && options(picker).length > 0);
    say(picker, wanted ? list.dataset.said : "");
    picker.dataset.found = event.detail.requestConfig.parameters.q;
    if (wanted && picker.dataset.entered === picker.dataset.found) enter(picker);
    delete picker.dataset.entered;
  });

  const all = (root) => root.querySelectorAll("[data-picker]").forEach(ready);
  document.addEventListener("htmx:load", (event) => {
    all(event.target);
    event.target.querySelectorAll("[data-picker]").forEach(overtake);
  });
  all(document);
})();
