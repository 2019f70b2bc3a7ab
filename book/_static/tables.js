// The headings of a sortable table are buttons: upwards, downwards, and back to the order of the book.
const NUMBER = /[-−]?(?:∞|\d[\d\u202f]*(?:[.,]\d+)?)/g;

function numbersOf(text) {
  return (text.match(NUMBER) ?? []).map((number) =>
    Number(number.replace("−", "-").replace("∞", "Infinity").replaceAll("\u202f", "").replace(",", ".")));
}

// Cells with numbers come first, by their first number that differs; names, which head their row, are words.
function compare(one, other) {
  if (one.tagName === "TD") {
    const [left, right] = [one, other].map((cell) => numbersOf(cell.textContent));
    if (!left.length !== !right.length) return left.length ? -1 : 1;
    const place = left.findIndex((number, place) => number !== right[place]);
    if (left.length && place >= 0) return right.length > place ? left[place] - right[place] : 1;
    if (left.length) return left.length - right.length;
  }
  return one.textContent.localeCompare(other.textContent, document.documentElement.lang);
}

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0], inOrder = [...body.rows], headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent.trim();
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const order = { ascending: "descending", descending: null }[heading.getAttribute("aria-sort")];
      for (const other of headings) other.removeAttribute("aria-sort");
      if (order !== null) heading.setAttribute("aria-sort", order ?? "ascending");
      const sign = order === "descending" ? -1 : 1;
      const sorted = [...inOrder];
      if (order !== null) sorted.sort((one, other) => sign * compare(one.cells[column], other.cells[column]));
      body.append(...sorted);
    });
  });
}
