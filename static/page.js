// What every page does besides being live: times in words, menus, the tab that is open, followed notifications.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);
  const now = () => Date.now() + Number(document.body.dataset.skew ?? 0); // the server's time, once live.js knows it

  // --- "il y a 4 min", "encore 1 min 40". ------------------------------------------------------------------
  const UNITS = [[86_400, "j"], [3600, "h"], [60, "min"]];
  const SPANS = [[86_400, "jour", "jours"], [3600, "heure", "heures"], [60, "minute", "minutes"]];
  const MONTH = 30 * 86_400; // longer ago than that, the date says more

  function relative(time) {
    const seconds = (now() - Date.parse(time.dateTime)) / 1000;
    if (!(seconds < MONTH)) return;
    const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [];
    const words = size ? `${Math.floor(seconds / size)}\u00a0${unit}` : "à l'instant";
    time.title ||= time.textContent;
    time.textContent = size && time.dataset.relative !== "short" ? `il y a ${words}` : words;
  }

  function countdown(time) {
    const left = Math.max(0, Math.round((Date.parse(time.dataset.until) - now()) / 1000));
    const minutes = Math.floor(left / 60);
    const seconds = String(left % 60).padStart(minutes ? 2 : 1, "0");
    time.textContent = minutes ? `encore ${minutes}\u00a0min\u00a0${seconds}` : `encore ${seconds}\u00a0s`;
  }

  // How long a colleague's lease still runs: full minutes, as it is renewed as long as they work.
  function leases() {
    const ends = JSON.parse(document.querySelector("[data-leases]")?.dataset.leases ?? "{}");
    for (const time of all("time[data-lease]")) {
      const left = Math.round((Date.parse(ends[time.dataset.lease]) - now()) / 1000);
      if (Number.isNaN(left)) continue;
      time.title ||= time.textContent;
      time.textContent = left >= 60 ? `encore ${Math.floor(left / 60)}\u00a0min` : `encore ${Math.max(0, left)}\u00a0s`;
    }
  }

  // The server draws the day alone: what is late is the reader's clock to say, and no drawing ages.
  function deadline(time) {
    const left = (Date.parse(time.dateTime) - now()) / 1000;
    if (!(left < 86_400)) return;
    const [size, one, many] = SPANS.find(([size]) => Math.abs(left) >= size) ?? SPANS.at(-1);
    const count = Math.max(1, Math.floor(Math.abs(left) / size));
    const words = `${count}\u00a0${count > 1 ? many : one}`;
    time.title ||= time.textContent;
    time.textContent = left < 0 ? `en retard de ${words}` : `encore ${words}`;
    time.classList.toggle("late", left < 0);
    time.classList.toggle("soon", left >= 0);
  }

  function tick() {
    if (document.hidden) return;
    all("time[data-deadline]").forEach(deadline);
    all("time[data-relative]").forEach(relative);
    all("[data-until]").forEach(countdown);
    leases();
    // What holds for a while goes with it.
    for (const offer of all("[data-for-now]")) {
      const until = offer.dataset.forNow || offer.querySelector("[data-until]").dataset.until;
      offer.hidden = Date.parse(until) <= now();
    }
  }
  setInterval(tick, 1000);
  for (const kind of ["visibilitychange", "htmx:afterSwap"]) document.addEventListener(kind, tick);
  tick();

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

  // --- A menu closes by Escape, and by looking elsewhere. ---------------------------------------------------
  document.addEventListener("click", ({ target }) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(target)) menu.removeAttribute("open");
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    for (const menu of all("details.menu[open]")) {
      menu.removeAttribute("open");
      if (menu.contains(target)) menu.querySelector("summary").focus();
    }
  });

  // --- A reply whose text greets too is pointed out as it is typed. ---------------------------------------
  document.addEventListener("input", (event) => {
    const { text, greeting } = event.target.form?.elements ?? {};
    const notice = event.target.form?.querySelector("[data-greets]");
    if (!notice || !text) return;
    const first = text.value.trim().toLowerCase().match(/^[^\s,;:!.]+/)?.[0];
    notice.hidden = !greeting.value || !notice.dataset.greets.split(" ").includes(first);
  });
})();
