// data-editor: a toolbar over a Markdown text. Ctrl B, Ctrl I mark words, Ctrl S saves. Undo works as everywhere.
const insert = (area, text) => {
  area.focus();
  // The only way in which browsers keep what was inserted in their undo history.
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
};
const around = (area, mark, closing = mark) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const words = value.slice(start, end);
  insert(area, mark + words + closing);
  const place = start + mark.length;
  if (closing === mark) area.setSelectionRange(place, place + words.length);
  else area.setSelectionRange(place + words.length + 2, place + words.length + closing.length - 1); // the address
};
const before = (area, mark) => {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.selectionEnd;
  const lines = area.value.slice(start, end).split("\n");
  area.setSelectionRange(start, end);
  insert(area, lines.map((line, n) => (mark === "1. " ? `${n + 1}. ` : mark) + line).join("\n"));
};
const block = (area, text) => {
  const gap = area.selectionStart === 0 || area.value.slice(0, area.selectionStart).endsWith("\n\n") ? "" : "\n\n";
  insert(area, gap + text.replaceAll("\\n", "\n"));
};
const act = (button, area) => {
  const { around: mark, closing, before: start, block: text } = button.dataset;
  if (mark) around(area, mark, closing);
  else if (start) before(area, start);
  else if (text) block(area, text);
};

for (const form of document.querySelectorAll("[data-editor]")) {
  const area = form.querySelector("textarea[name=body]");
  const bar = form.querySelector(".toolbar");
  const buttons = [...bar.querySelectorAll("button")];
  form.dataset.ready = "true";
  bar.hidden = false;
  buttons.forEach((button, n) => { button.tabIndex = n ? -1 : 0; });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) act(button, area);
  });
  bar.addEventListener("keydown", (event) => { // one stop for Tab, arrows inside: the toolbar pattern of the ARIA guide
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const key = event.key.toLowerCase();
    const button = key === "s" ? form.querySelector("[data-save]") : event.target === area && bar.querySelector(`[data-key="${key}"]`);
    if (!button) return;
    event.preventDefault();
    if (key === "s") button.click(); else act(button, area);
  });
}
