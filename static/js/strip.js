// On a telephone the views lie in a strip: bring the one that is open into it.
const bring = () => {
  const here = document.querySelector(".views [aria-current]"), strip = here?.closest(".views");
  if (!strip || strip.scrollWidth <= strip.clientWidth) return;
  const [a, b] = [here.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollLeft += a.left - b.left - (b.width - a.width) / 2;
};
bring();
document.addEventListener("htmx:afterSettle", bring);
