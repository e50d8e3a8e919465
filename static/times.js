// Times in words, by the server's clock.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);
  const now = () => Date.now() + Number(document.body.dataset.skew ?? 0); // the server's time, once live.js knows it
  const clock = (time) => new Date(time).toLocaleTimeString("fr-FR", { timeZone: "Europe/Paris" }); // as all times the server draws

  // What the server drew stays at hand.
  function say(time, words) {
    time.title ||= time.textContent;
    time.textContent = words;
  }

  // Drawn again each second, and where something new was swapped in.
  function eachSecond(draw) {
    const tick = () => document.hidden || draw();
    setInterval(tick, 1000);
    for (const kind of ["visibilitychange", "htmx:afterSwap"]) document.addEventListener(kind, tick);
    tick();
  }

  // --- "il y a 4 min", "encore 1 min 40". ------------------------------------------------------------------
  const UNITS = [[86_400, "j"], [3600, "h"], [60, "min"]];
  const MONTH = 30 * 86_400; // longer ago than that, the date says more

  function relative(time) {
    const seconds = (now() - Date.parse(time.dateTime)) / 1000;
    if (!(seconds < MONTH)) return;
    const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [];
    const words = size ? `${Math.floor(seconds / size)}\u00a0${unit}` : "à l'instant";
    say(time, size && time.dataset.relative !== "short" ? `il y a ${words}` : words);
  }

  function countdown(time) {
    const left = Math.max(0, Math.round((Date.parse(time.dataset.until) - now()) / 1000));
    const minutes = Math.floor(left / 60);
    const seconds = String(left % 60).padStart(minutes ? 2 : 1, "0");
    time.textContent = minutes ? `encore ${minutes}\u00a0min\u00a0${seconds}` : `encore ${seconds}\u00a0s`;
  }

  // What holds for a while goes with it.
  function forNow(offer) {
    const until = offer.dataset.forNow || offer.querySelector("[data-until]").dataset.until;
    offer.hidden = Date.parse(until) <= now();
  }

  eachSecond(() => {
    all("time[data-relative]").forEach(relative);
    all("[data-until]").forEach(countdown);
    all("[data-for-now]").forEach(forNow);
  });

  vox.times = { now, clock, say, eachSecond };
})();
