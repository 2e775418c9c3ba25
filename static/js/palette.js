// Ctrl K: a combobox over the page's own commands (data-command) and tickets found by the server.
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
let wait, asked;

const options = () => [...list.querySelectorAll("[role=option]")];
const select = (option) => {
  options().forEach((other) => other.setAttribute("aria-selected", other === option));
  if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  else input.removeAttribute("aria-activedescendant");
};
const current = () => list.querySelector("[aria-selected=true]");
const label = (element) => (element.dataset.command || element.getAttribute("aria-label") || element.textContent).trim().replace(/\s+/g, " ");

const line = (className, role, text) => {
  const element = document.createElement("div");
  element.className = className;
  element.setAttribute("role", role);
  element.textContent = text;
  return element;
};
const commands = (words) => {
  const found = [...document.querySelectorAll("[data-command]")].filter((element) => label(element).toLowerCase().includes(words));
  if (!found.length) return [];
  return [line("palette-group", "presentation", list.dataset.actions), ...found.map((element, index) => {
    const option = line("", "option", label(element));
    option.id = `palette-command-${index}`;
    const icon = element.querySelector("svg.icon");
    if (icon) option.prepend(icon.cloneNode(true));
    option.addEventListener("click", () => { dialog.close(); element.click(); });
    return option;
  })];
};
const search = async (words) => {
  const ticket = asked = {};
  const address = new URL(dialog.dataset.paletteUrl, location);
  address.searchParams.set("q", words);
  const answer = await fetch(address).catch(() => null);
  if (answer?.ok && ticket === asked) { list.insertAdjacentHTML("beforeend", await answer.text()); settle(); }
};
const settle = () => {
  list.querySelector("[data-none]")?.remove();
  if (!options().length) { const none = line("palette-group", "presentation", list.dataset.empty); none.dataset.none = ""; list.append(none); }
  if (!current()) select(options()[0]);
};
const update = () => {
  const words = input.value.trim().toLowerCase();
  asked = null;
  clearTimeout(wait);
  list.replaceChildren(...commands(words));
  select(options()[0]);
  if (dialog.dataset.paletteUrl && words.length > 1) wait = setTimeout(search, 150, input.value.trim()); else settle();
};
const steps = { ArrowDown: 1, ArrowUp: -1 };

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close(); else { input.value = ""; dialog.showModal(); update(); }
  });
  new MutationObserver(() => { if (dialog.open) { input.focus(); update(); } }).observe(dialog, { attributeFilter: ["open"] });
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); current()?.click(); }
    if (!steps[event.key]) return;
    event.preventDefault();
    const all = options();
    select(all[(all.indexOf(current()) + steps[event.key] + all.length) % all.length]);
  });
}
