// Filters what a page lists. An item that does not fit is marked, so that whatever else hides items does not interfere.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

for (const filter of document.querySelectorAll(".filter")) {
  const items = [...document.querySelectorAll(filter.dataset.items)];
  const texts = items.map((item) => plain(item.textContent));
  const groups = new Set(items.map((item) => item.closest("details")).filter(Boolean));
  const [text, ...choices] = filter.querySelectorAll("input, select");
  const counted = filter.querySelector("output");
  const show = () => {
    const words = plain(text.value).split(/\s+/).filter(Boolean);
    const classes = choices.map((choice) => choice.value).filter(Boolean);
    const active = words.length + classes.length > 0;
    const fits = items.map((item, place) =>
      words.every((word) => texts[place].includes(word)) && classes.every((name) => item.classList.contains(name)));
    items.forEach((item, place) => item.toggleAttribute("data-filtered", !fits[place]));
    for (const group of groups) {
      const some = items.some((item, place) => fits[place] && group.contains(item));
      group.toggleAttribute("data-filtered", !some);
      group.open = active && some;
    }
    const count = { shown: fits.filter(Boolean).length, all: items.length };
    counted.value = active ? counted.dataset.words.replace(/{(\w+)}/g, (_, name) => count[name]) : "";
  };
  filter.addEventListener("input", show);
  filter.hidden = false;
}
