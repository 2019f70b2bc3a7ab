// Curves and bars as SVG, numbers as text: run while the book is built, and again in the browser by play.js.
// A function f gives [value, slope] at x. A plane says where its point (x, y) lies in the picture.
const drawing = (() => {
  const STEPS = 400, HALVINGS = 24, SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  const across = (plane, x) => plane.left + (x - plane.x[0]) * plane.unit;
  const down = (plane, y) => plane.top + (plane.y[1] - y) * plane.unit;

  // Where value (which = 0) or slope (1) jumps between a and b: the two ends of what is left of the interval.
  const jump = (f, which, a, b) => {
    const [first, last] = [f(a)[which], f(b)[which]];
    if (!(Math.abs(last - first) > 4 * (b - a))) return null;
    for (let n = 0; n < HALVINGS; n++) {
      const middle = (a + b) / 2, y = f(middle)[which];
      if (Math.abs(y - f(a)[which]) > Math.abs(f(b)[which] - y)) b = middle; else a = middle;
    }
    return Math.abs(f(b)[which] - f(a)[which]) > Math.abs(last - first) / 4 ? [a, b] : null;
  };

  // Points along the curve: x, [value, slope], and of which of the two a new piece begins here.
  const samples = (f, from, to) => {
    const at = (x, starts = [false, false]) => ({ x, y: f(x), starts });
    const found = [at(from)];
    for (let k = 1; k <= STEPS; k++) {
      const a = from + ((to - from) * (k - 1)) / STEPS, b = from + ((to - from) * k) / STEPS;
      const jumps = [0, 1].map((which) => jump(f, which, a, b));
      const place = jumps[0] ?? jumps[1];
      if (place) found.push(at(place[0]), at(place[1], jumps.map(Boolean)));
      found.push(at(b));
    }
    return found;
  };

  const LIMIT = 1e4, FLAT = 0.02;
  const written = (n) => String(Math.round(n * 10) / 10);

  const path = (plane, points, which) => {
    const pieces = [[]];
    for (const { x, y, starts } of points) {
      const finite = Number.isFinite(y[which]);
      if (starts[which] || !finite) pieces.push([]);
      if (finite) pieces.at(-1).push([across(plane, x), Math.max(-LIMIT, Math.min(LIMIT, down(plane, y[which])))]);
    }
    return pieces.filter((piece) => piece.length > 1).map(straightened).map((piece) =>
      "M" + piece.map((point) => point.map(written).join(" ")).join("L")).join("");
  };

  // Without the points that lie on the line between their neighbours.
  const straightened = (points) => {
    const kept = [points[0]];
    points.slice(1).forEach(([x, y], k) => {
      const [a, b] = kept.at(-1), next = points[k + 2];
      const off = next && (next[0] - a) * (y - b) - (next[1] - b) * (x - a);
      if (!next || Math.abs(off) > FLAT * Math.hypot(next[0] - a, next[1] - b)) kept.push([x, y]);
    });
    return kept;
  };

  // The slopes just before and just after x: one number where they agree, none where the value jumps.
  const slopes = (f, x) => {
    const close = (a, b) => a === b || Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
    const [before, here, after] = [-1e-9, 0, 1e-9].map((by) => f(x + by * Math.max(1, Math.abs(x))));
    if (![before, here, after].every((y) => y.every(Number.isFinite))) return [];
    if (!close(before[0], here[0]) || !close(here[0], after[0])) return [];
    return close(before[1], after[1]) ? [here[1]] : [before[1], after[1]];
  };

  // The tangent at x, or at a kink the half of one on either side.
  const tangent = (plane, f, x, reach = 1.25) => {
    const y = f(x)[0], found = slopes(f, x);
    const end = (slope, side) => {
      const along = (side * reach) / Math.hypot(1, slope);
      return `${written(across(plane, x + along))} ${written(down(plane, y + slope * along))}`;
    };
    if (!found.length) return "";
    return `M${end(found[0], -1)}L${written(across(plane, x))} ${written(down(plane, y))}L${end(found.at(-1), 1)}`;
  };

  // Three digits, with the decimal sign of the language.
  const number = (value, mark) => {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value), sign = value < 0 ? "−" : "";
    if (size === 0 || (size >= 1e-3 && size < 99950)) return sign + String(Number(size.toPrecision(3))).replace(".", mark);
    const [digits, power] = size.toExponential(1).split("e");
    const raised = String(Math.abs(power)).replace(/\d/g, (digit) => SUPERSCRIPTS[digit]);
    return `${sign}${digits.replace(".", mark)} · 10${power < 0 ? "⁻" : ""}${raised}`;
  };

  // "0 → 1" at a kink, as in the tables.
  const slopeText = (f, x, mark) => slopes(f, x).map((slope) => number(slope, mark)).join(" → ") || "–";

  // Bars from 0 in a panel, with the height of each in figures, and the line of 0.
  const level = (panel, value) =>
    panel.top + ((panel.y[1] - Math.max(panel.y[0], Math.min(panel.y[1], value))) / (panel.y[1] - panel.y[0])) * panel.height;
  const middle = (panel, k, count) => panel.left + ((k + 0.5) * panel.width) / count;
  const bars = (panel, values, mark) => {
    const zero = level(panel, 0), half = (0.3 * panel.width) / values.length;
    const drawn = values.map((value, k) => {
      const x = middle(panel, k, values.length), y = level(panel, value);
      return `<path class="bar" d="M${written(x - half)} ${written(zero)}V${written(y)}h${written(2 * half)}V${written(zero)}Z"/>` +
        `<text x="${written(x)}" y="${written(value < 0 ? y + 22 : y - 11)}" text-anchor="middle">${number(value, mark)}</text>`;
    });
    return `<path class="axes" d="M${panel.left} ${written(zero)}h${panel.width}"/>${drawn.join("")}`;
  };

  return { across, down, samples, path, tangent, number, slopeText, level, middle, bars };
})();
