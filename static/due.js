// What time is left on a desk: of a colleague's lease, and until a reply is late.
(() => {
  "use strict";
  const { now, say, eachSecond } = vox.times;
  const SPANS = [[86_400, "jour", "jours"], [3600, "heure", "heures"], [60, "minute", "minutes"]];

  // Full minutes, as a lease is renewed as long as they work.
  function lease(time, ends) {
    const left = Math.round((Date.parse(ends[time.dataset.lease]) - now()) / 1000);
    if (Number.isNaN(left)) return;
    say(time, left >= 60 ? `encore ${Math.floor(left / 60)}\u00a0min` : `encore ${Math.max(0, left)}\u00a0s`);
  }

  // The server draws the day alone: what is late is the reader's clock to say, and no drawing ages.
  function deadline(time) {
    const left = (Date.parse(time.dateTime) - now()) / 1000;
    if (!(left < 86_400)) return;
    const [size, one, many] = SPANS.find(([size]) => Math.abs(left) >= size) ?? SPANS.at(-1);
    const count = Math.max(1, Math.floor(Math.abs(left) / size));
    const words = `${count}\u00a0${count > 1 ? many : one}`;
    say(time, left < 0 ? `en retard de ${words}` : `encore ${words}`);
    time.classList.toggle("late", left < 0);
    time.classList.toggle("soon", left >= 0);
  }

  eachSecond(() => {
    document.querySelectorAll("time[data-deadline]").forEach(deadline);
    const ends = JSON.parse(document.querySelector("[data-leases]")?.dataset.leases ?? "{}");
    document.querySelectorAll("time[data-lease]").forEach((time) => lease(time, ends));
  });
})();
