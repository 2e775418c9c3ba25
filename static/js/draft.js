// data-draft-url: three seconds after the last key the text is kept on the server, whose answer says so.
const PAUSE = 3000;
const timers = new WeakMap();

const say = (form, text) => {
  const status = form.querySelector("[data-draft-status]");
  if (status) status.textContent = text;
};
const save = async (form) => {
  timers.delete(form);
  if (form.dataset.sending) return;
  const body = new FormData(form);
  [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
  const token = body.get("csrfmiddlewaretoken") ?? "";
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    say(form, await answer.text());
    form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
  } catch {
    say(form, form.dataset.draftOffline ?? "");
    schedule(form);
  }
};
const schedule = (form) => {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, PAUSE, form));
};

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.draftUrl && event.target.type !== "file") schedule(form);
});
// Another form that is sent, as a template is, leaves the page before the three seconds are over.
document.addEventListener("submit", (event) => {
  document.querySelectorAll("form[data-draft-url]").forEach((form) => {
    if (!timers.has(form)) return;
    clearTimeout(timers.get(form));
    if (form === event.target) return;
    delete form.dataset.dirty;
    save(form);
  });
}, true);
addEventListener("online", () => document.querySelectorAll("form[data-draft-url][data-dirty]").forEach(save));
