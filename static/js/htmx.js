// Manners around htmx: busy buttons, one request per form, faults told, focus on what appeared.
const region = document.getElementById("toasts");
const tell = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "bad" } }));
const button = (event) => event.detail.requestConfig?.triggeringEvent?.submitter;

// A second press while the first is under way is dropped here; later htmx would only queue it.
document.addEventListener("htmx:confirm", (event) => {
  if (event.detail.elt.dataset.sending) event.preventDefault();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.detail.elt.matches("form")) return;
  event.detail.elt.dataset.sending = "true";
  button(event)?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  delete event.detail.elt.dataset?.sending;
  button(event)?.removeAttribute("aria-busy");
});
document.addEventListener("htmx:sendError", () => tell(region.dataset.offline));
document.addEventListener("htmx:timeout", () => tell(region.dataset.offline));
document.addEventListener("htmx:responseError", (event) => {
  const polled = !event.detail.requestConfig?.triggeringEvent;
  if (!polled) tell(event.detail.xhr.status === 403 ? region.dataset.forbidden : region.dataset.failed);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.elt;
  (target.matches?.("[data-focus]") ? target : target.querySelector?.("[data-focus]"))?.focus();
});
