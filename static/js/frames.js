// The frame of a message grows to its content. Its sandbox runs no script, so the page may measure it.
const fit = (frame) => {
  const inner = frame.contentDocument?.documentElement;
  if (!inner) return;
  const measure = () => { frame.height = Math.ceil(Math.max(inner.scrollHeight, frame.contentDocument?.body?.scrollHeight ?? 0)); };
  frame.height = 0;
  measure();
  new ResizeObserver(measure).observe(frame.contentDocument.body ?? inner);
};

const setUp = (frame) => {
  if (frame.dataset.ready) return;
  frame.dataset.ready = "true";
  frame.addEventListener("load", () => fit(frame));
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childNodes.length) fit(frame);
};

const scan = (root) => root.querySelectorAll("iframe[data-autosize]").forEach(setUp);
scan(document);
document.addEventListener("htmx:load", (event) => scan(event.target.parentElement ?? document));
