// Buttons in the box of a verdict that is open: they copy the formula's LaTeX, and how the equation is cited.
function offerCopies(verdict) {
  if (!verdict.matches(".verdict[open]") || verdict.querySelector("button")) return;
  for (const text of verdict.querySelectorAll(".copyable")) {
    const link = text.querySelector("a");
    if (link && location.protocol !== "file:") link.textContent = link.href;  // an address that works elsewhere
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = verdict.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = verdict.dataset.copied;
      } catch {  // pages from an address without encryption may not: the reader copies what is selected
        getSelection().selectAllChildren(text);
      }
    });
    text.after(button);
  }
}

document.addEventListener("toggle", ({ target }) => offerCopies(target), true);
document.querySelectorAll(".verdict[open]").forEach(offerCopies);
