// The composer: R and I choose reply or note and start writing; Ctrl Enter sends, Ctrl Shift Enter sends and solves.
const grow = (area) => {
  area.closest("form").classList.toggle("filled", area.value !== "");
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
};
const visible = (form, selector) => [...form.querySelectorAll(selector)].find((button) => button.checkVisibility() && !button.disabled);

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-composer] textarea")) grow(event.target);
});
document.addEventListener("click", (event) => {
  if (event.target.matches("[data-composer] .c-tabs input[type=radio]")) event.target.form.querySelector("textarea").focus();
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-composer]");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const note = form.querySelector("[value=note]:checked");
  const wanted = note ? "[data-send-note]" : event.shiftKey ? "[data-send-solve]" : "[data-send]";
  const button = note ? visible(form, wanted) : form.querySelector(`${wanted}:not(:disabled)`);
  event.preventDefault();
  if (!button) { form.querySelector("[data-way-out]")?.focus(); return; }
  button.click(); // not requestSubmit: htmx learns from the click which button, and so which status, was meant
});

const scan = (root) => root.querySelectorAll("[data-composer] textarea").forEach(grow);
scan(document);
document.addEventListener("htmx:load", (event) => scan(event.target.parentElement ?? document));
