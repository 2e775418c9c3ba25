// A preview follows what is typed: the form's own preview button is pressed, a moment after the last key.
let waiting;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  const button = form?.querySelector("button[data-live]");
  if (!button) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(button), 500);
});
