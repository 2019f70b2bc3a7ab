// The search page: sections of the book in which the words stand, or words that mean the same.
const stemmer = new Stemmer();
const bare = (word) => word.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
const known = new Map();  // a word is stemmed once
const stemOf = (word) => (stopwords.has(word) ? null : bare(stemmer.stemWord(word)));

function stem(text) {
  const word = text.toLowerCase();
  if (!known.has(word)) known.set(word, stemOf(word));
  return known.get(word);
}

const WEIGHTS = [[/^(activations|losses|how-to-read)/, 1], [/^(index|appendix)/, 0.5], [/^gallery/, 0.4], [/^api/, 0.3]];
const SHOWN = 30;
const EXCERPT = 220;

const index = new MiniSearch({
  fields: ["title", "above", "text"],
  processTerm: stem,
  searchOptions: {
    boost: { title: 4, above: 2 },
    combineWith: "AND",
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    prefix: (term) => term.length > 2,
    boostDocument: (id) => WEIGHTS.find(([pages]) => pages.test(BOOK.sections[id].page))?.[1] ?? 0.5,
  },
});
index.addAll(BOOK.sections.map((section, id) => ({ id, ...section, above: section.path.join(" ") })));

const WORD = /[^\s\p{P}]+/gu;
const stems = (text) => (text.match(WORD) ?? []).map(stem).filter(Boolean);
const groups = BOOK.synonyms.map((phrases) => phrases.map((phrase) => stems(phrase).join(" ")));

// The query, and what it becomes if a phrase in it is replaced by one that means the same. Stems of stems do no harm.
function variants(query) {
  const words = ` ${stems(query).join(" ")} `, found = new Map([[words, query]]);
  groups.forEach((group, place) => group.forEach((phrase) => {
    if (!phrase || !words.includes(` ${phrase} `)) return;
    group.forEach((other, which) => found.set(words.replace(phrase, other), words.replace(phrase, BOOK.synonyms[place][which])));
  }));
  return [...found.values()];
}

function search(query) {
  const queries = variants(query).map((variant) => ({ combineWith: "AND", queries: [variant] }));
  const found = index.search({ combineWith: "OR", queries });
  return found.length ? found : index.search(query, { combineWith: "OR" });
}

// The words around the first place where most of the words found stand close together.
function excerpt(text, terms) {
  const places = [...text.matchAll(WORD)].filter((word) => terms.has(stem(word[0])));
  let best = 0, most = 0;
  places.forEach((place) => {
    const near = new Set(places.filter((other) => other.index >= place.index && other.index < place.index + EXCERPT / 2).map((other) => stem(other[0])));
    if (near.size > most) [best, most] = [place.index, near.size];
  });
  const start = best < EXCERPT / 3 ? 0 : text.indexOf(" ", best - EXCERPT / 3) + 1;
  const end = start + EXCERPT < text.length ? text.lastIndexOf(" ", start + EXCERPT) : text.length;
  const paragraph = document.createElement("p");
  let at = start;
  paragraph.append(start ? "… " : "");
  for (const place of places.filter((place) => place.index >= start && place.index + place[0].length <= end)) {
    const mark = Object.assign(document.createElement("mark"), { textContent: place[0] });
    paragraph.append(text.slice(at, place.index), mark);
    at = place.index + place[0].length;
  }
  paragraph.append(text.slice(at, end), end < text.length ? " …" : "");
  return paragraph;
}

function item({ id, terms }) {
  const section = BOOK.sections[id], met = new Set(terms);
  const all = `${section.title} ${section.text}`.toLowerCase().match(WORD) ?? [];
  const words = new Set(all.filter((word) => met.has(stem(word))));
  const link = document.createElement("a");
  const marked = new URLSearchParams({ highlight: [...words].slice(0, 6).join(" ") });
  link.href = `${section.page}.html?${marked}${section.anchor ? `#${section.anchor}` : ""}`;
  link.textContent = section.title;
  const entry = document.createElement("li");
  entry.append(link);
  if (section.path.length) entry.append(Object.assign(document.createElement("small"), { textContent: section.path.join(" › ") }));
  entry.append(excerpt(section.text, met));
  return entry;
}

const form = document.querySelector(".search-field"), field = form.elements.q;
const list = document.querySelector(".found"), status = document.querySelector(".count");

function show() {
  const query = field.value.trim(), found = query ? search(query) : [];
  list.replaceChildren(...found.slice(0, SHOWN).map(item));
  const words = found.length === 1 ? "one" : found.length ? "many" : "none";
  status.textContent = query ? status.dataset[words].replace("%d", found.length) : "";
}

form.hidden = false;
field.value = new URLSearchParams(location.search).get("q") ?? "";
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", () => {
  history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`);
  show();
});
show();
