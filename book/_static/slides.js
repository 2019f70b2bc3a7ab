// Slides by keyboard and touch, and the speaker's notes in a window of their own.
const root = document.documentElement;
const slides = [...document.querySelectorAll(".slide")];
let notes = null, started = 0;
root.classList.add("script");

const current = () => {
  const middle = innerHeight / 2;
  return Math.max(0, slides.findIndex((slide) => slide.getBoundingClientRect().bottom > middle));
};

function show(number) {
  const slide = slides[Math.min(Math.max(number, 0), slides.length - 1)];
  slide.scrollIntoView({ behavior: "instant", block: "start" });
  arrived();
}

function arrived() {
  history.replaceState(null, "", `#${slides[current()].id}`);
  if (notes && !notes.closed) fill();
}

function fill() {
  const number = current(), text = (slide) => slide?.querySelector("h1, h2 span")?.textContent ?? document.body.dataset.end;
  const page = notes.document, said = slides[number].nextElementSibling;
  page.querySelector("h1").textContent = `${number + 1}/${slides.length} ${text(slides[number])}`;
  page.querySelector("#next").textContent = `${document.body.dataset.next}: ${text(slides[number + 1])}`;
  const prose = said?.matches(".notes") ? [...said.cloneNode(true).childNodes].slice(1) : [];
  page.querySelector("#said").replaceChildren(...prose.map((node) => page.adoptNode(node)));
  page.scrollingElement?.scrollTo(0, 0);
}

function openNotes() {
  notes = open("", "notes", "popup,width=720,height=640");
  if (!notes) return root.classList.toggle("script"); // no window is allowed: the notes open below the slides
  const page = notes.document;
  page.documentElement.lang = root.lang;
  page.title = `${document.body.dataset.notes} – ${document.title}`;
  page.head.replaceChildren(...[...document.querySelectorAll("link")].map((link) => {
    const copy = page.createElement("link");
    return Object.assign(copy, { rel: "stylesheet", href: link.href });
  }));
  page.body.className = "window";
  page.body.innerHTML = '<p><time></time> <span id="next"></span></p><h1></h1><div id="said"></div>';
  started ||= Date.now();
  notes.setInterval(() => {
    const seconds = Math.floor((Date.now() - started) / 1000), two = (part) => String(part).padStart(2, "0");
    page.querySelector("time").textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  }, 500);
  notes.addEventListener("keydown", onKey);
  fill();
}

const keys = {
  ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1,
  Home: -Infinity, End: Infinity,
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const onLink = event.target.closest?.("a, summary") && [" ", "Enter"].includes(event.key);
  if (event.key in keys && !onLink && matchMedia("(width >= 50rem)").matches) {
    event.preventDefault();
    show(current() + (event.key === " " && event.shiftKey ? -1 : keys[event.key]));
  } else if (event.key === "s") openNotes();
  else if (event.key === "f") document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.();
}

let touched = null;
addEventListener("keydown", onKey);
addEventListener("touchstart", ({ changedTouches: [at] }) => { touched = [at.clientX, at.clientY]; }, { passive: true });
addEventListener("touchend", ({ changedTouches: [at] }) => {
  const [across, down] = [at.clientX - touched[0], at.clientY - touched[1]];
  if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) show(current() - Math.sign(across));
});
addEventListener("scrollend", arrived);
