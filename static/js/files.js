// Files: chosen, dropped or pasted anywhere in the form; listed, removable, weighed before they are sent.
const weigh = (bytes) => {
  const unit = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const digits = { maximumFractionDigits: unit > 1 ? 1 : 0 };
  const { lang } = document.documentElement; // "es" alone would be Spain, which writes 1,8
  return `${(bytes / 1024 ** unit).toLocaleString(lang === "es" ? "es-419" : lang, digits)} ${["B", "KB", "MB", "GB"][unit]}`;
};

const setUp = (zone) => {
  const input = zone.querySelector("input[type=file]");
  if (!input || zone.dataset.ready) return;
  zone.dataset.ready = "true";
  const { maxBytes, maxFiles, tooBig, tooMany, remove } = zone.dataset;
  const list = zone.querySelector("[data-file-list]");
  const error = zone.querySelector("[data-file-error]");
  const limit = input.multiple ? Number(maxFiles) || Infinity : 1;
  let kept = [];

  const item = (file) => {
    const row = document.createElement("li");
    row.className = "file";
    const size = document.createElement("small");
    size.textContent = weigh(file.size);
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "linkish", textContent: "×" });
    button.setAttribute("aria-label", remove.replace("{name}", file.name));
    button.addEventListener("click", () => { kept = kept.filter((other) => other !== file); draw(); input.focus(); });
    row.append(Object.assign(document.createElement("span"), { className: "name", textContent: file.name }), size, button);
    return row;
  };
  const draw = () => {
    const transfer = new DataTransfer();
    kept.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    list.replaceChildren(...kept.map(item));
  };
  const add = (files) => {
    const faults = files.filter((file) => file.size > maxBytes)
      .map((file) => tooBig.replace("{name}", file.name).replace("{limit}", weigh(Number(maxBytes))));
    const fitting = files.filter((file) => !(file.size > maxBytes));
    kept = input.multiple ? [...kept, ...fitting] : fitting.length ? fitting : kept;
    if (kept.length > limit) { faults.push(tooMany.replace("{count}", limit)); kept = kept.slice(0, limit); }
    error.textContent = faults.join(" ");
    error.hidden = !faults.length;
    draw();
  };
  input.addEventListener("change", () => add([...input.files]));
  const form = input.form, leave = () => delete zone.dataset.over;
  const offered = (event) => [...((event.dataTransfer ?? event.clipboardData)?.files ?? [])];
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  form.addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); zone.dataset.over = "true"; } });
  form.addEventListener("dragleave", leave);
  form.addEventListener("drop", (event) => { if (carries(event)) { event.preventDefault(); leave(); add(offered(event)); } });
  form.addEventListener("paste", (event) => { if (offered(event).length) { event.preventDefault(); add(offered(event)); } });
};

const scan = (root) => root.querySelectorAll("[data-files]").forEach(setUp);
scan(document);
document.addEventListener("htmx:load", (event) => scan(event.target.parentElement ?? document));
