/* The link to another language leads to what stands at the top of the window: addresses are the same in each. */

const readingPlace = {
  /* The heading or paragraph at the top, below what the theme leaves free above the target of a link. */
  element() {
    const header = document.querySelector(".mobile-header");
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const edge = 2.5 * rem + (header ? header.getBoundingClientRect().height : 0);
    const places = [...document.querySelectorAll('article :is(h1, h2, h3, h4, p[id^="p-"], div.math[id])')];
    return places.find((place) => place.getBoundingClientRect().bottom > edge && place.checkVisibility());
  },

  /* Its address; that of the page itself is none. */
  address() {
    const place = this.element();
    if (!place || place.matches("h1")) return "";
    return `#${place.closest("[id]").id}`;
  },

  /* Change what is above it, and let it stay where it is. */
  keep(change) {
    const place = this.element();
    const top = () => (place ? place.getBoundingClientRect().top : 0);
    const before = top();
    change();
    window.scrollBy({ top: top() - before, behavior: "instant" });
  },
};

for (const link of document.querySelectorAll(".language-switch a"))
  for (const event of ["pointerdown", "click"])
    link.addEventListener(event, () => { link.hash = readingPlace.address(); });
