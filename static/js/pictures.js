// Pictures pasted, dropped or chosen go to the server at once; their Markdown stands where the cursor was.
const TYPES = /^image\/(png|jpeg|gif|webp)$/;

const place = (area, markdown) => {
  area.focus();
  const start = area.selectionStart;
  if (!document.execCommand("insertText", false, markdown)) area.setRangeText(markdown, start, area.selectionEnd, "end");
  area.setSelectionRange(start + 2, start + 2); // between the brackets: a description is due
};

for (const form of document.querySelectorAll("[data-editor]")) {
  const area = form.querySelector("textarea[name=body]");
  const frame = form.querySelector(".editor");
  const chooser = form.querySelector("input[name=image]");
  const error = form.querySelector("[data-image-error]");
  const say = (text) => { error.textContent = text; error.hidden = !text; };

  const send = async (file) => {
    const body = new FormData();
    body.append("image", file);
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    frame.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.imagesUrl, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
      const { markdown, error: problem } = await answer.json();
      say(problem ?? "");
      if (markdown) place(area, markdown);
    } catch {
      say(form.dataset.imageFailed);
    }
    frame.removeAttribute("aria-busy");
  };
  const sendAll = async (files) => { for (const file of files) await send(file); };
  const offered = (event) => [...((event.dataTransfer ?? event.clipboardData)?.files ?? [])].filter((file) => TYPES.test(file.type));
  const carries = (event) => event.dataTransfer?.types.includes("Files");

  form.querySelector("[data-picture]").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => { sendAll([...chooser.files]); chooser.value = ""; });
  area.addEventListener("paste", (event) => {
    if (!offered(event).length) return;
    event.preventDefault();
    sendAll(offered(event));
  });
  frame.addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); frame.dataset.over = "true"; } });
  frame.addEventListener("dragleave", () => delete frame.dataset.over);
  frame.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    delete frame.dataset.over;
    sendAll(offered(event));
  });
}
