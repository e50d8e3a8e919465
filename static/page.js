// Menus, the tab that is open, followed notifications: small things of every page.
(() => {
  "use strict";

  // --- A menu closes by Escape, and by looking elsewhere. ---------------------------------------------------
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", ({ target }) => {
    for (const menu of menus()) if (!menu.contains(target)) menu.removeAttribute("open");
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    for (const menu of menus()) {
      menu.removeAttribute("open");
      if (menu.contains(target)) menu.querySelector("summary").focus();
    }
  });

  // --- On a telephone the tabs scroll: the one that is open is in view. -------------------------------------
  const tab = document.querySelector(".tabs [aria-current]");
  const strip = tab?.closest("nav");
  // Sideways alone: the page may stand where its focus is.
  if (strip) strip.scrollLeft = Math.max(0, tab.getBoundingClientRect().right - strip.getBoundingClientRect().right + 48);

  // --- A notification that is followed has been read. ------------------------------------------------------
  document.addEventListener("click", ({ target }) => {
    const followed = target.closest("a[data-read]");
    if (followed) vox.post(followed.dataset.read, { notification: followed.dataset.notification }).catch(() => {});
  });
})();
