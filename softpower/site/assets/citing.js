// Citations can be copied; in the register each row has a button that cites its claim by the pattern on the page.
(() => {
  const copied = (box) => box.querySelectorAll("code").forEach((text) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy", className: "sp-copied" });
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(text.textContent); button.textContent = "Copied"; } catch { getSelection().selectAllChildren(text); }
    });
    text.after(button);
  });
  document.querySelectorAll(".sp-citation").forEach(copied);
  const pattern = document.querySelector(".sp-cite-claims");
  if (!pattern || !("popover" in HTMLElement.prototype)) return;
  const [text, bibtex] = [...pattern.querySelectorAll("code")].map((code) => code.textContent);
  const box = Object.assign(document.createElement("div"), { popover: "auto", className: "sp-verdict-card sp-citation", id: "cite-claim" });
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", "How to cite this claim");
  box.innerHTML = "<b>Citation</b><code></code><b>BibTeX</b><code></code>";
  copied(box);
  pattern.after(box);
  const filled = (sample, id, statement) => sample.replaceAll("CLAIM-ID", id).replaceAll("STATEMENT", () => statement);
  document.querySelectorAll(".sp-register tr[id]").forEach((row) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sp-cite sp-cite-row" });
    button.setAttribute("aria-label", `Cite the claim ${row.id.slice(6)}`);
    row.cells[3].append(" ", button);
  });
  document.querySelector(".sp-register").addEventListener("click", (event) => {
    const button = event.target.closest(".sp-cite-row");
    if (!button) return;
    const row = button.closest("tr"), id = row.id.slice(6), statement = row.cells[0].firstElementChild.textContent;
    const [one, other] = box.querySelectorAll("code");
    one.textContent = filled(text, id, statement);
    other.textContent = filled(bibtex, id, statement.replace(/[%&#_$]/g, "\\$&"));
    box.querySelectorAll(".sp-copied").forEach((copy) => { copy.textContent = "Copy"; });
    box.showPopover();
  });
})();
