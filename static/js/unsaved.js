// Forms with data-unsaved warn before typed text is lost. A saved draft or a sent form no longer counts.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-unsaved]")) form.dataset.dirty = "true";
});
document.addEventListener("submit", (event) => {
  if (!event.submitter?.formTarget) delete event.target.dataset.dirty;
  if ("leaves" in event.target.dataset) document.querySelectorAll("[data-dirty]").forEach((form) => { delete form.dataset.dirty; });
});
document.addEventListener("draft:saved", (event) => { delete event.target.dataset.dirty; });

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-unsaved][data-dirty]")) event.preventDefault();
});
