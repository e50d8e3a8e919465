// Pages that go on living: one socket carries new drawings of the elements shown here (see live/).
// Without the socket the page asks for itself again every 10 s; without JavaScript it is a plain page.
(() => {
  "use strict";
  const STALE_MS = 12_000, BLOCK_MS = 60_000, POLL_MS = 10_000, ACK_MS = 10_000, ACK_CHARS = 32_000;
  const { liveToken: token, liveSince } = document.body.dataset;
  const { clock } = vox.times;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const later = (work, timer) => (ms) => (timer ??= setTimeout(() => { timer = undefined; work(); }, ms));
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  // --- One polite region says what changed, at most once in two seconds. ---------------------------------
  let said = [];
  const speak = later(() => {
    const region = document.getElementById("live-region");
    if (region) region.textContent = said.length > 3 ? `${said.length} changements` : said.join(". ");
    said = [];
  });
  const say = (text) => { if (text && !said.includes(text)) { said.push(text); speak(2000); } };

  // --- Frames: the newest drawing of an element takes its place, unless somebody is busy right there. ------
  const deferred = new Map();
  let paused = false, pausedAt;
  const version = (element) => Number(element?.dataset.version ?? 0);
  const isBusy = (element) =>
    paused || (element.dataset.list && (element.matches(":hover") || element.contains(document.activeElement)));

  function take(frame) {
    const shown = document.getElementById(frame.id);
    if (!shown) return countBehindPill(frame);
    const older = deferred.get(frame.id);
    if (frame.mode !== "gone" && frame.version < Math.max(version(shown), older?.version ?? 0)) return;
    if (!isBusy(shown)) return swap(shown, frame);
    deferred.set(frame.id, frame);
    if (frame.mode === "gone" || frame.version > version(shown)) shown.dataset.superseded = "";
  }

  function swap(shown, frame) {
    deferred.delete(frame.id);
    if (frame.mode === "gone") return shown.remove();
    const isOpen = all("details[open][id]", shown).concat(shown.matches("details[open]") ? shown : []);
    const before = shown.dataset.announce;
    htmx.swap(shown, frame.html, { swapStyle: "outerHTML" });
    const drawn = document.getElementById(frame.id);
    for (const { id } of isOpen) document.getElementById(id)?.setAttribute("open", "");
    if (!drawn || drawn.dataset.announce === before) return;
    say(drawn.dataset.announce);
    setTimeout(() => delete drawn.dataset.fresh, 20_000, (drawn.dataset.fresh = "")); // framed for a while
  }

  const settle = later(() => {
    for (const [id, frame] of deferred) {
      const shown = document.getElementById(id);
      if (!shown) deferred.delete(id);
      else if (!isBusy(shown)) swap(shown, frame);
    }
  });
  for (const kind of ["pointerover", "focusout", "focusin"]) document.addEventListener(kind, () => deferred.size && settle(50));

  // --- Rows of a list that is shown here wait behind its pill; nothing moves by itself. --------------------
  const waiting = new Map(); // region id → ids of the rows that wait
  const openedAt = Date.now();
  // Under a filter, a row we do not show may be one that was left out: only what came since is news.
  function isNews(region, row) {
    const skew = Number(document.body.dataset.skew ?? 0); // the row's time is the server's
    return !("filtered" in region.dataset) || Date.parse(row.querySelector("time.age")?.dateTime) - skew > openedAt;
  }

  function countBehindPill(frame) {
    const row = frame.html && parse(frame.html).getElementById(frame.id);
    const list = row?.dataset.list;
    for (const region of all("[data-region]")) {
      const ids = waiting.get(region.id) ?? new Set();
      if (!list || region.dataset.list !== list) ids.delete(frame.id);
      else if (region.querySelector("[data-pill]")) isNews(region, row) && ids.add(frame.id);
      else refresh(500); // a list without a pill shows its new rows at once
      waiting.set(region.id, ids);
      drawPill(region, ids.size);
    }
  }

  function drawPill(region, count) {
    const pill = region.querySelector("[data-pill]");
    if (!pill || paused || Number(pill.dataset.count ?? 0) === count) return;
    pill.dataset.count = count;
    pill.textContent = `${count}\u00a0${count > 1 ? pill.dataset.many : pill.dataset.one}`;
    pill.hidden = count === 0;
    if (count) say(pill.textContent);
  }

  document.addEventListener("click", (event) => {
    const pill = event.target.closest("[data-pill]");
    if (pill) ask(pill.closest("[data-region]")?.id);
    const pause = event.target.closest("[data-live-pause]");
    if (!pause) return;
    pausedAt = paused ? undefined : freshTime ?? Date.now();
    paused = !paused;
    if (!paused) {
      settle(0);
      for (const region of all("[data-region]")) drawPill(region, waiting.get(region.id)?.size ?? 0);
    }
    drawState();
  });

  // --- The same page asked for again: same URL, same rights. ---------------------------------------------
  const refresh = later(() => ask());
  async function ask(whole) {
    try {
      const answer = await fetch(location.href, { cache: "no-cache", signal: AbortSignal.timeout(POLL_MS) });
      if (answer.redirected || [401, 403, 404].includes(answer.status)) return reload();
      if (!answer.ok) return;
      const page = parse(await answer.text());
      for (const region of all("[data-region]")) {
        const fresh = page.getElementById(region.id);
        if (fresh) redraw(region, fresh, region.id === whole || !(paused || region.matches(":hover, :focus-within")));
      }
      for (const drawn of all("[data-version]", page)) {
        if (!document.getElementById(drawn.id)?.closest("[data-region]"))
          take({ id: drawn.id, version: version(drawn), html: drawn.outerHTML });
      }
      heard(Date.parse(answer.headers.get("date")) || Date.now());
    } catch { /* no network: the state says so */ }
  }

  function redraw(region, fresh, isWhole) {
    if (isWhole) {
      waiting.delete(region.id);
      return htmx.swap(region, fresh.outerHTML, { swapStyle: "outerHTML" });
    }
    for (const row of all("[data-version]", fresh)) take({ id: row.id, version: version(row), html: row.outerHTML });
    for (const row of all("[data-version]", region)) {
      if (!fresh.querySelector(`#${CSS.escape(row.id)}`)) take({ id: row.id, mode: "gone" });
    }
  }

  function reload() {
    const last = Number(sessionStorage.getItem("live-reload") ?? 0);
    if (Date.now() - last < BLOCK_MS) return; // once: a page that is refused again stays, and says it is old
    if (!document.dispatchEvent(new Event("live:reload", { cancelable: true }))) return; // an editor objects
    sessionStorage.setItem("live-reload", String(Date.now()));
    location.replace(location.pathname + location.search); // a GET, whatever made this page
  }

  // --- The socket: back after every close but 4403, from where it was. ------------------------------------
  let socket, since = liveSince, failures = 0, ackedAt = 0, chars = 0;
  let freshAt = Date.now(), freshTime; // when we last heard that the page is up to date, and the server's time then

  function connect() {
    if (socket && socket.readyState < WebSocket.CLOSING) return;
    const query = new URLSearchParams({ t: token, since });
    const mine = (socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/live/?${query}`));
    mine.onmessage = (event) => mine === socket && receive(event.data);
    mine.onclose = (event) => {
      if (mine !== socket) return;
      if (event.code === 4403) return reload();
      if (failures === 0) refresh(Math.random() * 2000);
      reconnect(Math.random() * Math.min(30_000, 500 * 2 ** failures++));
    };
  }
  const reconnect = later(connect);

  function receive(text) {
    const message = JSON.parse(text);
    since = message.since;
    failures = 0;
    heard(Date.parse(message.at));
    for (const frame of message.frames) take(frame);
    if (message.redraw) refresh(Math.random() * 1000);
    chars += text.length;
    if (Date.now() - ackedAt < ACK_MS && chars < ACK_CHARS) return;
    socket.send(JSON.stringify({ ack: message.n }));
    [ackedAt, chars] = [Date.now(), 0];
  }

  function wake() {
    if (document.hidden || Date.now() - freshAt < STALE_MS) return;
    const old = socket;
    [socket, failures] = [undefined, 0]; // silent for too long: dead, whatever it believes
    old?.close();
    connect();
  }

  // --- Honest state: what was last heard, and never more. --------------------------------------------------
  function heard(time) {
    [freshAt, freshTime] = [Date.now(), time];
    document.body.dataset.skew = time - Date.now(); // for times in words (times.js)
    drawState();
  }

  function drawState() {
    const age = Date.now() - freshAt;
    const state = age > STALE_MS ? "stale" : socket?.readyState === WebSocket.OPEN ? "live" : "polling";
    const text = paused ? `en pause (${clock(pausedAt).slice(0, 5)})` : state !== "stale" ? `à jour à ${clock(freshTime)}`
      : `hors ligne${freshTime ? ` depuis ${clock(freshTime)}` : ""}, nouvelle tentative…`;
    document.body.toggleAttribute("data-stale", age > BLOCK_MS);
    if (!freshTime && state !== "stale") return; // what the server printed still holds
    for (const place of all("[data-live-state]")) {
      place.dataset.liveState = state;
      place.toggleAttribute("data-paused", paused);
      const pause = place.querySelector("[data-live-pause]");
      if (pause) pause.textContent = paused ? "Reprendre" : "Pause";
      (place.querySelector("[data-live-text]") ?? place).textContent = text;
    }
  }

  if (token) {
    connect();
    setInterval(() => { drawState(); wake(); }, 1000);
    setInterval(() => socket?.readyState !== WebSocket.OPEN && !document.hidden && ask(), POLL_MS);
    document.addEventListener("visibilitychange", wake);
    addEventListener("pageshow", (event) => event.persisted && wake());
    addEventListener("online", wake);
  }
})();
