// Whatever saves as one types: one save in flight, after a pause; what got no answer is tried again.
// What a page adds: what it sends, what an answer means, and its words for it.
(() => {
  "use strict";
  const PAUSE_MS = 900, RETRY_MS = 4000, GIVE_UP_MS = 10_000;

  // words()   what to send, as it stands now
  // means(answer, sent)   takes an answer in; throws when it is to be tried again, which failed(error) says
  // ended()   whether nothing may be saved any more
  // upTo      the longest wait before trying again: it doubles up to this
  // steady    saves while somebody types on, instead of at a pause
  // chained   what got no answer may be saved: it is sent again as it was, before anything newer
  // keepalive goes on when its page goes, which browsers allow up to 64 kB
  function saver({ url, words, means, failed, ended = () => false, upTo = RETRY_MS, steady, chained, keepalive = false }) {
    let dirty = false; // typed since it was last sent
    let unanswered = null; // sent, and not known to be saved
    let saving = null;
    let timer = 0;
    let failures = 0; // since the last answer

    const unsaved = () => !ended() && (dirty || unanswered);

    function halt() {
      clearTimeout(timer);
      timer = 0;
    }

    function later(pause) {
      halt();
      timer = setTimeout(save, pause);
    }

    function typed() {
      dirty = true;
      if (!saving && !(steady && timer)) later(PAUSE_MS);
    }

    function save() {
      halt();
      if (saving || !unsaved()) return saving;
      if (!chained || !unanswered) [unanswered, dirty] = [words(), false];
      return (saving = send(unanswered));
    }

    async function send(sent) {
      try {
        await means(await vox.post(url, sent, { keepalive, signal: AbortSignal.timeout(GIVE_UP_MS) }), sent);
        unanswered = null;
        failures = 0;
      } catch (error) {
        failures += 1;
        failed?.(error);
      }
      saving = null;
      if (unsaved()) later(failures ? Math.min(RETRY_MS * 2 ** (failures - 1), upTo) : PAUSE_MS);
    }

    // Until all that was typed is saved, or cannot be for now: then false.
    async function settle() {
      do await save();
      while (unsaved() && !failures);
      return !failures;
    }

    // A form that is sent takes its words along: none are left to save.
    function letGo() {
      halt();
      dirty = false;
      if (!chained) unanswered = null;
    }

    // While the page goes: what is not on its way yet. Nobody hears the answer.
    function last() {
      if (!unsaved() || (saving && !dirty)) return;
      if (chained) return save();
      letGo();
      vox.post(url, words()).catch(() => {});
    }

    return { typed, save, settle, unsaved, letGo, last };
  }

  vox.saver = saver;
})();
