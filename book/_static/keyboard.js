// Escape closes a drawer. A box that scrolls can be scrolled by keys: browsers differ, and say nothing to axe.
const DRAWERS = "#__navigation, #__toc";
const BOXES = ".katex-display, .table-wrapper, article pre, .slide .words, .sidebar-scroll, .toc-scroll";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drawer of document.querySelectorAll(DRAWERS)) {
    if (drawer.checked) drawer.focus();
    drawer.checked = false;
  }
});

function mark(box) {
  const { overflowX, overflowY } = getComputedStyle(box);
  const sideways = overflowX === "auto" && box.scrollWidth > box.clientWidth + 1;
  const down = overflowY === "auto" && box.scrollHeight > box.clientHeight + 1;
  if (sideways || down) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}

const boxes = document.querySelectorAll(BOXES);
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));
boxes.forEach((box) => sizes.observe(box));
document.fonts.addEventListener("loadingdone", () => boxes.forEach(mark)); // words grow, their box does not
