// data-draft-url: three seconds after the last key the text is kept on the server, whose answer says so.
const PAUSE = 3000;
const timers = new WeakMap();

const say = (form, text) => {
  const status = form.querySelector("[data-draft-status]");
  if (status) status.textContent = text;
};
const save = async (form) => {
  if (form.dataset.sending) return;
  const body = new FormData(form);
  [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
  const token = body.get("csrfmiddlewaretoken") ?? "";
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { "X-CSRFToken": token, "HX-Request": "true" } });
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
document.addEventListener("submit", (event) => clearTimeout(timers.get(event.target)), true);
addEventListener("online", () => document.querySelectorAll("form[data-draft-url][data-dirty]").forEach(save));
