// Single keys press or focus whatever carries data-shortcut. They rest in fields, dialogs and open menus, and can be turned off.
const OFF = "shortcuts-off";
const dialog = document.getElementById("shortcuts");
const typing = (target) => target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])");
const words = (element) => {
  const copy = (element.labels?.[0] ?? element).cloneNode(true);
  copy.querySelectorAll("kbd, .badge, .count, .vh, select").forEach((extra) => extra.remove());
  return copy.textContent;
};
const name = (element) => (element.getAttribute("aria-label") || element.title || words(element)).trim();

const press = (element) => {
  if (!element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return element.click();
  element.focus();
  if (element.matches("select")) element.showPicker?.();
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (localStorage.getItem(OFF) || typing(event.target) || document.querySelector("dialog[open], [popover]:popover-open")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const element = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]:not(:disabled, [aria-disabled=true])`);
  if (!element) return;
  event.preventDefault();
  press(element);
});

const entry = (key, label) => {
  const term = document.createElement("dt"), meaning = document.createElement("dd"), cap = document.createElement("kbd");
  cap.textContent = key === "Escape" ? "Esc" : key.length === 1 ? key.toUpperCase() : key;
  term.append(cap);
  meaning.textContent = label;
  return [term, meaning];
};

const fill = () => {
  const list = dialog.querySelector("[data-shortcut-list]");
  list.querySelectorAll("[data-found]").forEach((element) => element.remove());
  const found = new Map();
  document.querySelectorAll("[data-shortcut]").forEach((element) => {
    const label = element.dataset.shortcutName || name(element);
    if (!found.has(element.dataset.shortcut) && label) found.set(element.dataset.shortcut, label);
  });
  const rows = [...found].flatMap(([key, label]) => entry(key, label.replace(/\s+/g, " ")));
  rows.forEach((row) => { row.dataset.found = ""; });
  list.append(...rows);
  list.querySelectorAll("[data-rows-only]").forEach((row) => { row.hidden = !document.querySelector(".trow"); });
};

if (dialog) {
  new MutationObserver(() => { if (dialog.open) fill(); }).observe(dialog, { attributeFilter: ["open"] });
  const toggle = dialog.querySelector("[data-shortcut-toggle]");
  toggle.checked = !localStorage.getItem(OFF);
  toggle.addEventListener("change", () => toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
}
