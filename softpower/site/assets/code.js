// One switch opens all code of a page, and is remembered from page to page.
(() => {
  const button = document.querySelector(".sp-code-switch button");
  if (!button) return;
  const KEY = "softpower-code";
  const stored = (value) => { try { return value === undefined ? localStorage.getItem(KEY) : localStorage.setItem(KEY, value); } catch { return null; } };
  const turn = (on) => {
    document.querySelectorAll("details.above-input").forEach((fold) => { fold.open = on; });
    button.setAttribute("aria-pressed", on);
    button.textContent = on ? "Hide all code" : "Show all code";
  };
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    turn(on);
    stored(on ? "shown" : "hidden");
  });
  if (stored() === "shown") turn(true);
})();
