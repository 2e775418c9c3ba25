// A form is sent once: its button turns busy and keeps its place; a second press is ignored.
const RELEASE = 8000; // an answer that is a download leaves the page where it is

const release = (form) => {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") === "dialog") return;
  if (event.submitter?.formTarget) return; // its answer goes into a frame: the page stays
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "true";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(release, RELEASE, form);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
});

// After a refusal the reader starts at what is wrong.
document.querySelector("[data-focus]")?.focus();
