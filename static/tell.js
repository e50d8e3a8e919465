// Telling: what is typed is saved as it is typed, and the page says the second it was done.
// What the server has not confirmed is kept in this browser, and offered again when the page comes back.
(() => {
  "use strict";
  const RETRY_UP_TO = 30_000;
  const CHANGED = "Ce brouillon a changé dans un autre onglet. Continuez ici : vous choisirez lequel garder à l'étape suivante.";
  const GONE = "Ce récit a été envoyé ou effacé dans un autre onglet : ce qui est écrit ici n'est pas enregistré.";
  const LINE = "la connexion manque";
  const SESSION = "vous vous êtes connecté ou déconnecté dans un autre onglet, rechargez cette page";

  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const url = form.dataset.autosave;
  const said = form.querySelector("[data-saved]");
  const understood = form.querySelector("[data-understood]");
  const fields = vox.written(form).filter((field) => field.name && !field.matches("[data-words]"));
  const kept = (field) => `brouillon ${url} ${field.name}`;

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

  const saver = vox.saver({
    url,
    words() {
      said.textContent = "Enregistrement…";
      return vox.part(form, ["version", ...fields.map(({ name }) => name)]);
    },
    async means(answer, sent) {
      if (answer.status === 409) return refuse(CHANGED);
      if (answer.status === 404) return refuse(GONE);
      if (answer.status === 403 || answer.redirected) throw new Error(SESSION);
      if (!answer.ok) throw new Error(LINE);
      done(await answer.json(), sent);
    },
    failed({ message }) {
      const why = message === SESSION ? SESSION : LINE; // the browser's own words for a lost line are not for here
      said.textContent = `Pas encore enregistré : ${why}. Votre texte est gardé dans ce navigateur.`;
    },
    ended: () => refused,
    upTo: RETRY_UP_TO,
  });

  function refuse(why) {
    refused = true;
    said.textContent = why;
  }

  function done(answer, sent) {
    form.elements.version.value = answer.version;
    insists = false;
    const unclear = understood && !answer.when && form.elements.happened_on.value;
    const isSent = (field) => sent.get(field.name) === field.value;
    for (const field of fields) {
      const saved = isSent(field) && !(unclear && field.name === "happened_on");
      if (saved) local((store) => store.removeItem(kept(field)));
    }
    said.textContent = fields.every(isSent) ? `Enregistré à ${answer.at}${unclear ? ", sauf la date" : ""}` : "";
    if (!understood) return;
    understood.textContent = answer.when ? `Nous comprenons : ${answer.when}.` : "";
    if (unclear) understood.textContent = "Cette date n'est pas encore comprise.";
  }

  function typed({ target }) {
    if (!fields.includes(target)) return;
    local((store) => store.setItem(kept(target), target.value));
    saver.typed();
  }

  // The step's own request follows the last save. A page whose words cannot be saved stays, unless asked twice.
  async function leave(event) {
    const { submitter } = event;
    if (insists || !saver.unsaved()) return saver.letGo();
    event.preventDefault();
    insists = !(await saver.settle());
    if (!insists) form.requestSubmit(submitter);
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

  fields.forEach(offer);
  form.addEventListener("input", typed);
  form.addEventListener("submit", leave);
  document.addEventListener("visibilitychange", () => document.hidden && saver.save());
  addEventListener("online", saver.save);
})();
