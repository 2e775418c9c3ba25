// data-countdown: seconds that run down, as on the Undo button of a reply. At zero the button can no longer be pressed.
const tick = () => document.querySelectorAll("[data-countdown]").forEach((element) => {
  const left = Math.max(0, Number(element.textContent) - 1);
  element.textContent = left;
  if (left === 0) element.closest("form")?.remove();
});
setInterval(tick, 1000);
