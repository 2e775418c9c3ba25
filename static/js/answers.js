// Canned answers: data-answers, or "/" on an empty line of a reply, opens the list; what is chosen goes to the cursor.
const part = (selector) => document.querySelector(`#answers ${selector}`);
const rows = () => [...document.querySelectorAll("#answers [role=option]:not([hidden])")];
const current = () => part("[aria-selected=true]:not([hidden])");
const select = (row) => {
  document.querySelectorAll("#answers [role=option]").forEach((other) => other.setAttribute("aria-selected", other === row));
  if (row) { part("input").setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); }
  else part("input").removeAttribute("aria-activedescendant");
};
const say = (text) => { part(".answers-problem").textContent = text; };
const filter = () => {
  const words = part("input").value.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().split(/\s+/);
  document.querySelectorAll("#answers [role=option]").forEach((row) => { row.hidden = !words.every((word) => row.dataset.words.includes(` ${word}`)); });
  select(rows()[0]);
};
const ask = async (body) => {
  const dialog = document.getElementById("answers");
  const token = document.querySelector("[data-composer] [name=csrfmiddlewaretoken]").value;
  const answer = await fetch(dialog.dataset.url, { method: body ? "POST" : "GET", body, headers: { "HX-Request": "true", "X-CSRFToken": token } }).catch(() => null);
  if (!answer || (!answer.ok && answer.status !== 422)) return [false, dialog.dataset.failed];
  return [answer.ok, await answer.text()];
};
const open = async () => {
  part("input").value = "";
  say("");
  document.getElementById("answers").showModal();
  const [worked, text] = await ask();
  if (worked) part("[role=listbox]").innerHTML = text;
  else say(text);
  filter();
};
const choose = async (row) => {
  const [worked, text] = await ask(new URLSearchParams({ answer: row.dataset.answer }));
  if (!worked) return say(text);
  document.getElementById("answers").close();
  document.dispatchEvent(new CustomEvent("composer:insert", { detail: text }));
};
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-answers]")) { event.preventDefault(); open(); }
  const row = event.target.closest("#answers [role=option]");
  if (row) choose(row);
});
document.addEventListener("input", (event) => { if (event.target.closest("#answers")) filter(); });
document.addEventListener("keydown", (event) => {
  const area = event.target;
  if (event.key === "/" && area.matches("[data-composer] textarea") && document.querySelector("[data-answers]:not(:disabled)")?.checkVisibility()) {
    if (area.selectionStart !== area.selectionEnd || !/(^|\n)$/.test(area.value.slice(0, area.selectionStart))) return;
    event.preventDefault();
    open();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!area.closest("#answers") || !(step || event.key === "Enter")) return;
  if (area.matches("a, button")) return;
  event.preventDefault();
  if (!step) return current() && choose(current());
  select(rows().at((rows().indexOf(current()) + step) % rows().length));
});
