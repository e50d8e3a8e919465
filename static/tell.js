// Telling: what is typed is saved as it is typed, one request at a time, and says the second it was done.
// What the server has not confirmed is kept in this browser, and offered again when the page comes back.
(() => {
  "use strict";

  const PAUSE = 800;
  const RETRY_FROM = 2000;
  const RETRY_UP_TO = 30000;
  const GIVE_UP = 10000;
  const LINE = "la connexion manque";
  const SESSION = "vous vous êtes connecté ou déconnecté dans un autre onglet, rechargez cette page";

  const summary = document.querySelector("[data-errors]");
  if (summary) summary.focus();
  // Come back to, a page shows what is saved now; by a GET, for it may be the answer to a refused form.
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  addEventListener("pageshow", (event) => (event.persisted || (back && summary)) && location.replace(location.href));

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const url = form.dataset.autosave;
  const said = form.querySelector("[data-saved]");
  const understood = form.querySelector("[data-understood]");
  const words = vox.written(form).filter((field) => field.name && !field.matches("[data-words]"));
  const kept = (field) => `brouillon ${url} ${field.name}`;

  let dirty = false;
  let timer = 0;
  let saving = null;
  let retry = RETRY_FROM;
  let refused = false;
  let insists = false;

  // Private windows may refuse storage: saving on the server goes on without it.
  function local(act) {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  }

  function typed(event) {
    if (!words.includes(event.target)) return;
    dirty = true;
    local((store) => store.setItem(kept(event.target), event.target.value));
    if (refused) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  function save() {
    clearTimeout(timer);
    if (!dirty || saving || refused) return saving;
    dirty = false;
    const sent = new Map(words.map((field) => [field, field.value]));
    const body = vox.part(form, ["version", ...words.map(({ name }) => name)]);
    said.textContent = "Enregistrement…";
    saving = send(body)
      .then((answer) => done(answer, sent))
      .catch(failed)
      .finally(() => {
        saving = null;
        if (dirty && !refused) timer = setTimeout(save, retry > RETRY_FROM ? retry : PAUSE);
      });
    return saving;
  }

  async function send(body) {
    const response = await vox.post(url, body, { keepalive: false, signal: AbortSignal.timeout(GIVE_UP) });
    if (response.status === 409) return { conflict: true };
    if (response.status === 404) return { gone: true };
    if (response.status === 403 || response.redirected) throw new Error(SESSION);
    if (!response.ok) throw new Error(LINE);
    return response.json();
  }

  function done(answer, sent) {
    if (answer.conflict || answer.gone) {
      refused = true;
      said.textContent = answer.gone
        ? "Ce récit a été envoyé ou effacé dans un autre onglet : ce qui est écrit ici n'est pas enregistré."
        : "Ce brouillon a changé dans un autre onglet. Continuez ici : vous choisirez lequel garder à l'étape suivante.";
      return;
    }
    form.elements.version.value = answer.version;
    retry = RETRY_FROM;
    insists = false;
    const unclear = understood && !answer.when && form.elements.happened_on.value;
    for (const [field, value] of sent) {
      const saved = field.value === value && !(unclear && field.name === "happened_on");
      if (saved) local((store) => store.removeItem(kept(field)));
    }
    said.textContent = dirty ? "" : `Enregistré à ${answer.at}${unclear ? ", sauf la date" : ""}`;
    if (!understood) return;
    understood.textContent = answer.when ? `Nous comprenons : ${answer.when}.` : "";
    if (unclear) understood.textContent = "Cette date n'est pas encore comprise.";
  }

  function failed({ message }) {
    dirty = true;
    const why = message === SESSION ? SESSION : LINE; // the browser's own words for a lost line are not for here
    said.textContent = `Pas encore enregistré : ${why}. Votre texte est gardé dans ce navigateur.`;
    retry = Math.min(retry * 2, RETRY_UP_TO);
  }

  // The step's own request follows the last save. A page whose words cannot be saved stays, unless asked twice.
  async function leave(event) {
    clearTimeout(timer);
    if (insists || refused || !(dirty || saving)) return;
    event.preventDefault();
    const button = event.submitter;
    do await (saving ?? save());
    while (dirty && retry === RETRY_FROM && !refused);
    insists = retry > RETRY_FROM;
    if (!insists || refused) form.requestSubmit(button);
  }

  function offer(field) {
    const text = local((store) => store.getItem(kept(field)));
    if (text === field.value) local((store) => store.removeItem(kept(field)));
    if (!text || text === field.value) return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "fr-btn fr-btn--sm fr-btn--tertiary";
    again.textContent = "Reprendre le texte non enregistré gardé dans ce navigateur";
    again.addEventListener("click", () => {
      field.value = text;
      again.remove();
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.after(again);
  }

  words.forEach(offer);
  form.addEventListener("input", typed);
  form.addEventListener("submit", leave);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", save);
})();
