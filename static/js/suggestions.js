// Articles beside a ticket: put their link or text into the reply where the cursor stands, and count it.
const reveal = (root) => root.querySelectorAll("[data-article]").forEach((row) => { row.hidden = !document.querySelector("[data-composer] textarea"); });

const put = (text) => {
  const form = document.querySelector("[data-composer]");
  const area = form.querySelector("textarea");
  const reply = form.querySelector("[value=reply]");
  if (reply && !reply.checked) reply.click(); // a customer reads it, so it is no note
  const start = area.value.slice(0, area.selectionStart);
  const gap = start && !/\s$/.test(start) ? "\n\n" : "";
  area.focus();
  if (!document.execCommand("insertText", false, gap + text)) {
    area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
};
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-put]");
  if (!button) return;
  const { usesUrl, ticket } = button.closest("[data-article]").dataset;
  const token = document.querySelector("[data-composer] [name=csrfmiddlewaretoken]").value;
  try {
    const answer = button.dataset.textUrl && await fetch(button.dataset.textUrl);
    if (answer && !answer.ok) throw new Error(answer.status);
    put(answer ? await answer.text() : button.dataset.text);
    const body = new URLSearchParams({ kind: button.dataset.put, ticket });
    await fetch(usesUrl, { method: "POST", body, headers: { "X-CSRFToken": token } });
  } catch {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: document.getElementById("toasts").dataset.failed, tone: "bad" } }));
  }
});
document.addEventListener("composer:insert", (event) => put(event.detail));
reveal(document);
document.addEventListener("htmx:load", (event) => reveal(event.target.parentElement ?? document));
