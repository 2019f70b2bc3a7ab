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

const markScrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 1;
    if (scrolls) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

for (const box of document.querySelectorAll(BOXES)) markScrolling.observe(box);
