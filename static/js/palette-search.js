// Asks data-palette-url for tickets while one types in the palette; only the latest answer counts.
const PAUSE = 150;
const dialog = document.getElementById("palette");
const list = dialog?.querySelector("[role=listbox]");
let timer, latest = 0;

const ask = async (words, number) => {
  const address = new URL(dialog.dataset.paletteUrl, location);
  address.searchParams.set("q", words);
  const answer = await fetch(address).catch(() => null);
  const found = answer?.ok ? await answer.text() : "";
  if (number !== latest) return;
  list.insertAdjacentHTML("beforeend", found);
  dialog.dispatchEvent(new CustomEvent("palette:answer"));
};

dialog?.addEventListener("palette:ask", (event) => {
  clearTimeout(timer);
  latest += 1;
  if (!dialog.dataset.paletteUrl || event.detail.length < 2) return;
  event.preventDefault(); // "nothing found" waits for the answer
  timer = setTimeout(ask, PAUSE, event.detail, latest);
});
