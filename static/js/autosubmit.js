// Selects that act when they change. Their visible button stays inside <noscript>.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});
