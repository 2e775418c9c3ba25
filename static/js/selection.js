// Rows chosen in a list: their number in the bulk bar, all at once, none. The bar itself appears by CSS alone.
const boxes = () => [...document.querySelectorAll(".t-check")];

const count = () => {
  const all = boxes(), chosen = all.filter((box) => box.checked).length;
  document.querySelectorAll("[data-selected-count]").forEach((place) => { place.textContent = chosen; });
  document.querySelectorAll("[data-select-all]").forEach((box) => {
    box.checked = all.length > 0 && chosen === all.length;
    box.indeterminate = chosen > 0 && chosen < all.length;
  });
};
const set = (on) => {
  boxes().forEach((box) => { box.checked = on; });
  count();
};

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) set(event.target.checked);
  if (event.target.matches(".t-check")) count();
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-select-none]")) set(false); });
document.addEventListener("htmx:afterSettle", count);
addEventListener("pageshow", count); // the browser restores ticks on going back
