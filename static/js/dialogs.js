// data-dialog="id" opens a dialog; a press outside closes it. The browser returns the focus to the opener.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  if (event.target.matches("dialog[open]") && event.target.dataset.stay === undefined) event.target.close();
});
