// J and K walk the ticket list, Enter opens, X selects, Shift X selects the range, Esc clears.
const rows = () => [...document.querySelectorAll(".trow")];
const at = () => document.querySelector(".trow[data-cursor]");
let anchor = null;

const go = (row) => {
  if (!row) return;
  at()?.removeAttribute("data-cursor");
  row.setAttribute("data-cursor", "");
  row.querySelector(".t-sub a").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};
const step = (by) => {
  const all = rows(), here = all.indexOf(at());
  go(all[here < 0 ? 0 : Math.max(0, Math.min(all.length - 1, here + by))]);
};
const mark = (row, on) => {
  const box = row.querySelector(".t-check");
  if (box && box.checked !== on) box.click();
};
const choose = (range) => {
  const all = rows(), here = at();
  if (!here) return;
  if (!range || !anchor) { mark(here, !here.querySelector(".t-check")?.checked); anchor = here; return; }
  const [from, to] = [all.indexOf(anchor), all.indexOf(here)].sort((a, b) => a - b);
  all.slice(from, to + 1).forEach((row) => mark(row, true));
};
const actions = {
  j: () => step(1), k: () => step(-1), x: () => choose(false), X: () => choose(true),
  Enter: () => at()?.querySelector(".t-sub a").click(),
  Escape: () => rows().forEach((row) => mark(row, false)),
};
const busy = (target) => target.closest("textarea, select, button, input:not(.t-check), a:not(.t-sub a), [popover]:popover-open") ||
  document.querySelector("dialog[open]") || localStorage.getItem("shortcuts-off");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
  if (!rows().length || busy(event.target)) return;
  if (event.key === "Enter" && event.target.matches("a")) return; // the focused link opens by itself
  event.preventDefault();
  actions[event.key]();
});
