// On a telephone the views lie in a strip: bring the one that is open into it.
const bring = () => document.querySelectorAll(":is(.views, .seg) [aria-current]").forEach((here) => {
  const strip = here.closest(".views, .seg");
  if (strip.scrollWidth <= strip.clientWidth) return;
  const [a, b] = [here.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
});
bring();
addEventListener("resize", bring);
document.addEventListener("htmx:afterSettle", bring);
