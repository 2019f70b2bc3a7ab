// Fonts that come late move what is below them. Until the reader moves, the page stays at the place that the link names.
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"];
const landing = new ResizeObserver(() => document.querySelector(":target")?.scrollIntoView({ behavior: "instant" }));
landing.observe(document.body);
for (const move of MOVES) addEventListener(move, () => landing.disconnect(), { once: true, passive: true });
