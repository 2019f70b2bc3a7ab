/* The other language under each paragraph: all by the switch at the top, which is remembered; one by the small button
   at the paragraph that is pointed at, or holds the focus. The texts come from a file, when they are first asked for. */

const parallelTexts = {};
const parallelText = (language, paragraphs) => { parallelTexts[language] = paragraphs; };

(() => {
  const KEY = "languages side by side";
  const switches = [...document.querySelectorAll(".parallel-text-switches button")];
  const article = document.querySelector("article");
  const folds = document.createElement("span");
  folds.className = "parallel-text-folds";

  function loaded({ language, file }) {
    return new Promise((resolve, reject) => {
      if (parallelTexts[language]) return resolve();
      const script = document.createElement("script");
      script.src = file;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${file} is not there`));
      document.head.append(script);
    });
  }

  const shown = (language, id = "") =>
    [...document.querySelectorAll(`.parallel-text[lang="${language}"]${id && `[data-of="${id}"]`}`)];

  function show(language, id) {
    const paragraph = document.getElementById(id);
    if (!paragraph || shown(language, id).length) return;
    const text = document.createElement("p");
    text.className = "parallel-text";
    text.lang = language;
    text.dataset.of = id;
    text.innerHTML = parallelTexts[language][id];
    paragraph.after(text);
  }

  const hide = (language, id) => shown(language, id).forEach((text) => text.remove());

  /* --- all paragraphs ---------------------------------------------------------------------------------------------- */

  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

  async function press(button, pressed) {
    const { language } = button.dataset;
    await loaded(button.dataset);
    button.setAttribute("aria-pressed", pressed);
    readingPlace.keep(() => {
      if (pressed) Object.keys(parallelTexts[language]).forEach((id) => show(language, id));
      else hide(language);
    });
    mark();
  }

  function remember() {
    const read = switches.filter(isPressed).map((button) => button.dataset.language);
    try {
      localStorage.setItem(KEY, read.length ? [document.documentElement.lang, ...read].join(" ") : "");
    } catch { /* a browser may forbid it */ }
  }

  function remembered() {
    try {
      return (localStorage.getItem(KEY) || "").split(" ");
    } catch {
      return [];
    }
  }

  /* --- one paragraph ----------------------------------------------------------------------------------------------- */

  const paragraphOfFolds = () => folds.parentElement && folds.parentElement.id;

  function mark() {
    for (const fold of folds.children)
      fold.setAttribute("aria-expanded", shown(fold.lang, paragraphOfFolds() || "none").length > 0);
  }

  function moveFolds({ target }) {
    const paragraph = target.closest('p[id^="p-"]');
    if (!paragraph || paragraph.id === paragraphOfFolds() || folds.querySelector(":focus-visible")) return;
    paragraph.append(folds);
    const around = (folds.offsetParent || article).getBoundingClientRect(), box = paragraph.getBoundingClientRect();
    folds.style.setProperty("--top", `${box.top - around.top}px`);
    folds.style.setProperty("--bottom", `${box.bottom - around.top}px`);
    mark();
  }

  for (const button of switches) {
    const { language, name } = button.dataset;
    const fold = document.createElement("button");
    Object.assign(fold, { type: "button", lang: language, textContent: language, ariaLabel: name });
    fold.addEventListener("click", async () => {
      await loaded(button.dataset);
      const id = paragraphOfFolds();
      if (shown(language, id).length) hide(language, id);
      else show(language, id);
      mark();
    });
    folds.append(fold);
    button.addEventListener("click", async () => {
      await press(button, !isPressed(button));
      remember();
    });
    if (remembered().includes(language)) press(button, true);
  }

  if (switches.length)
    for (const event of ["pointerover", "focusin"]) article.addEventListener(event, moveFolds);
})();
