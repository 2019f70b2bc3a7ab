// A formula that is copied is its TeX. KaTeX draws each one twice, for the eye and for screen readers.
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (!selection.rangeCount) return;
  const range = selection.getRangeAt(0).cloneRange();
  const formulaAt = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(".katex");
  const first = formulaAt(range.startContainer), last = formulaAt(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const copied = document.createElement("div");
  copied.append(range.cloneContents());
  const formulas = copied.querySelectorAll(".katex");
  if (selection.isCollapsed || !formulas.length) return;
  for (const formula of formulas) formula.replaceWith(formula.querySelector("annotation").textContent);
  event.clipboardData.setData("text/html", copied.innerHTML);
  document.body.append(copied);  // only what is on the page has lines
  event.clipboardData.setData("text/plain", copied.innerText);
  copied.remove();
  event.preventDefault();
});
