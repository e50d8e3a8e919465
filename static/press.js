// What every sending shares: the CSRF token, a key of its own, and a page fresh enough to decide from.
// `vox`, made here, is the only global of ours: each file adds to it what others may call.
(() => {
  "use strict";
  const TOKEN = "csrfmiddlewaretoken";
  // Signing in changes the token of every other tab: the cookie has the one that counts.
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

  const post = (url, fields, more) =>
    fetch(url, {
      method: "POST",
      body: fields instanceof FormData ? fields : new URLSearchParams(fields),
      headers: { "X-CSRFToken": token() },
      keepalive: true, // goes on when its page goes
      ...more,
    });

  // Some fields of a form, with the token of its page, which goes before the header's: once somebody signed in or out
  // elsewhere, what was begun here is refused, and not mistaken for theirs.
  function part(form, names) {
    const body = new FormData();
    for (const name of [TOKEN, ...names]) body.set(name, form.elements[name].value);
    return body;
  }

  // The fields that people write in.
  const written = (form) => [...form.elements].filter((field) => field.matches("textarea, input:not([type]), input[type=text]"));

  // --- Each sending has a key of its own; one that got no answer is sent again with the same. --------------
  const hex = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const key = () => [4, 2, 2, 2, 6].map(hex).join("-"); // crypto.randomUUID wants https
  const freshKeys = () => document.querySelectorAll("input[name=key]").forEach((input) => (input.value = key()));
  addEventListener("pageshow", freshKeys);
  document.addEventListener("htmx:afterRequest", (event) => event.detail.xhr.status && freshKeys());

  // --- Forms and htmx take the token along; nothing is decided from what the page was a minute ago. ---------
  document.addEventListener("htmx:configRequest", (event) => (event.detail.headers["X-CSRFToken"] = token()));

  document.addEventListener("submit", (event) => {
    const field = event.target.elements[TOKEN];
    if (field && token()) field.value = token();
    if (!event.target.matches("[data-decision]") || !document.body.hasAttribute("data-stale")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const place = document.getElementById("problem") ?? document.getElementById("live-region");
    place.textContent = "Cette page n'est plus à jour depuis plus d'une minute : la décision n'a pas été envoyée.";
  }, true);

  window.vox = { post, part, written };
})();
