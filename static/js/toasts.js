// Notices: those the server rendered, and those announced by a "toast" event {text, tone, undo}.
const LIFE = 8000;
const ICONS = { good: "circle-check", bad: "circle-alert", warn: "triangle-alert", info: "info" };
const region = document.getElementById("toasts");
const template = document.getElementById("toast-template");

const live = (toast) => {
  if (toast.dataset.ready) return;
  toast.dataset.ready = "true";
  const close = () => toast.remove();
  const button = toast.querySelector("[data-toast-close]");
  button.hidden = false;
  button.addEventListener("click", close);
  if (toast.matches(".tone-bad")) return; // a failure stays until it is read
  let timer = setTimeout(close, LIFE);
  const hold = () => clearTimeout(timer);
  const resume = () => { hold(); timer = setTimeout(close, LIFE); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", resume);
  toast.addEventListener("focusout", resume);
};

const show = ({ text, tone = "good", undo = "" }) => {
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.replace("tone-good", `tone-${tone}`);
  if (tone === "bad") toast.setAttribute("role", "alert");
  const use = toast.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[tone] ?? ICONS.info}`));
  toast.querySelector(".words").textContent = text;
  const form = toast.querySelector("form");
  if (undo) form.action = undo; else form?.remove();
  region.append(toast);
};

if (region) {
  region.querySelectorAll("[data-toast]").forEach(live);
  new MutationObserver(() => region.querySelectorAll("[data-toast]").forEach(live)).observe(region, { childList: true });
  document.addEventListener("toast", (event) => show(event.detail));
}
