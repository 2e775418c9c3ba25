// Ctrl K: a combobox over the page's own commands (data-command); palette-search.js adds what the server finds.
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const options = () => [...list.querySelectorAll("[role=option]")];
const select = (option) => {
  options().forEach((other) => other.setAttribute("aria-selected", other === option));
  if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  else input.removeAttribute("aria-activedescendant");
};
const current = () => list.querySelector("[aria-selected=true]");
const words = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .badge, .count, .vh").forEach((extra) => extra.remove());
  return copy.textContent;
};
const label = (element) => (element.dataset.command || element.getAttribute("aria-label") || words(element)).trim().replace(/\s+/g, " ");
const line = (role, textContent) => Object.assign(document.createElement("div"), {
  role, textContent, className: role === "option" ? "" : "palette-group",
});
const command = (element, index) => {
  const option = line("option", label(element)), icon = element.querySelector("svg.icon");
  option.id = `palette-command-${index}`;
  if (icon) option.prepend(icon.cloneNode(true));
  option.addEventListener("click", () => { dialog.close(); element.click(); });
  return option;
};
const commands = (words) => {
  const found = [...document.querySelectorAll("[data-command]")].filter((element) => label(element).toLowerCase().includes(words));
  return found.length ? [line("presentation", list.dataset.actions), ...found.map(command)] : [];
};
const settle = () => {
  if (!options().length) list.replaceChildren(line("presentation", list.dataset.empty));
  if (!current()) select(options()[0]);
};
const update = () => {
  const words = input.value.trim();
  list.replaceChildren(...commands(words.toLowerCase()));
  select(options()[0]);
  if (dialog.dispatchEvent(new CustomEvent("palette:ask", { detail: words, cancelable: true }))) settle();
};
const steps = { ArrowDown: 1, ArrowUp: -1 };
if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close(); else dialog.showModal();
  });
  new MutationObserver(() => { if (dialog.open) { input.value = ""; input.focus(); update(); } }).observe(dialog, { attributeFilter: ["open"] });
  dialog.addEventListener("palette:answer", settle);
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); current()?.click(); }
    if (!steps[event.key]) return;
    event.preventDefault();
    const all = options();
    select(all[(all.indexOf(current()) + steps[event.key] + all.length) % all.length]);
  });
}
