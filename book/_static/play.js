// Makes the figures of a page move: sliders for the parameters, and a point that is dragged along the curve.
(() => {
  const SNAP = 0.05, SMALL = 0.1, LARGE = 1, STYLES = 8;
  const { across, down, samples, path, tangent, number, slopeText, level, middle, bars } = drawing;

  const clamped = (value, [least, most]) => Math.min(most, Math.max(least, value));
  const snapped = (value) => Number((Math.round(value / SNAP) * SNAP).toFixed(2));

  // A handle over the picture that takes a value between two: by pointer, finger or keys.
  const handle = (stage, label, range, orientation, moved) => {
    const one = document.createElement("span");
    for (const [name, value] of Object.entries({
      class: "handle", role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": range[0],
      "aria-valuemax": range[1], "aria-orientation": orientation,
    })) one.setAttribute(name, value);
    let now = 0;
    const set = (value) => moved(clamped(snapped(value), range));
    one.addEventListener("keydown", (event) => {
      const by = { ArrowRight: SMALL, ArrowUp: SMALL, ArrowLeft: -SMALL, ArrowDown: -SMALL, PageUp: LARGE, PageDown: -LARGE }[event.key];
      const end = { Home: range[0], End: range[1] }[event.key];
      if (by === undefined && end === undefined) return;
      event.preventDefault();
      set(end ?? now + by);
    });
    stage.append(one);
    // Where it stands, in parts of the picture, and what it says.
    const show = (left, top, value, text) => {
      now = value;
      Object.assign(one.style, { left: `${left * 100}%`, top: `${top * 100}%` });
      one.setAttribute("aria-valuenow", String(Number(value.toFixed(2))));
      one.setAttribute("aria-valuetext", text);
    };
    return { element: one, set, show };
  };

  // While a pointer is down on an element, where it is in the units of the picture.
  const dragged = (element, picture, moved) => {
    const told = (event) => {
      const box = picture.getBoundingClientRect(), { width, height } = picture.viewBox.baseVal;
      moved(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
    };
    element.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      element.setPointerCapture(event.pointerId);
      told(event);
    });
    element.addEventListener("pointermove", (event) => element.hasPointerCapture(event.pointerId) && told(event));
  };

  // The sliders of a figure, as a list of numbers; whoever moves one is told.
  const parameters = (figure, mark, changed) => {
    const controls = figure.querySelector(".controls"), inputs = [...controls.querySelectorAll("input[type=range]")];
    const told = (input) => {
      const text = number(input.valueAsNumber, mark);
      input.nextElementSibling.textContent = text;
      input.setAttribute("aria-valuetext", text);
    };
    inputs.forEach((input) => {
      told(input);
      input.addEventListener("input", () => { told(input); changed(); });
    });
    controls.hidden = controls.childElementCount === 0;
    return () => inputs.map((input) => input.valueAsNumber);
  };

  const kinds = {
    curve(figure, facts, [program]) {
      const { plane, mark } = facts, make = program(primitives), picture = figure.querySelector(".stage > svg");
      const { width, height } = picture.viewBox.baseVal;
      const part = (name) => picture.querySelector(`.${name}`), text = (name) => figure.querySelector(`figcaption .${name} b`);
      let x = facts.start;
      const f = (t) => make(t, ...values());
      const point = handle(figure.querySelector(".stage"), facts.label, plane.x, "horizontal", (to) => { x = to; place(); });
      const place = () => {
        const y = f(x)[0], said = { x: number(x, mark), value: number(y, mark), slope: slopeText(f, x, mark) };
        const top = down(plane, clamped(Number.isFinite(y) ? y : 0, plane.y));
        part("point").setAttribute("cx", across(plane, x));
        part("point").setAttribute("cy", top);
        part("tangent").setAttribute("d", tangent(plane, f, x));
        for (const name in said) text(name).textContent = said[name];
        const spoken = `${facts.argument} = ${said.x}; ${facts.head} = ${said.value}; ${facts.primed} = ${said.slope}`;
        point.show(across(plane, x) / width, top / height, x, spoken);
      };
      const draw = () => {
        const points = samples(f, ...plane.x);
        part("value").setAttribute("d", path(plane, points, 0));
        part("slope").setAttribute("d", path(plane, points, 1));
        place();
      };
      const values = parameters(figure, mark, draw);
      for (const element of [picture, point.element])
        dragged(element, picture, (left) => { point.set(plane.x[0] + (left - plane.left) / plane.unit); point.element.focus(); });
      place();
    },

    choice(figure, facts, programs) {
      const { plane, mark, names, heads } = facts, picture = figure.querySelector(".stage > svg");
      const { width, height } = picture.viewBox.baseVal, caption = figure.querySelector("figcaption");
      const curves = picture.querySelector(".curves"), hairline = picture.querySelector(".hairline");
      const functions = programs.map((program) => program(primitives));
      const boxes = [...figure.querySelectorAll(".functions input")], only = figure.querySelector(".rows");
      const styles = new Map();  // which function has which style: it keeps it as long as it is chosen
      let x = facts.start, which = 0;
      const style = (k) => {
        const free = Array.from({ length: boxes.length }, (_, n) => n).find((n) => ![...styles.values()].includes(n));
        if (!styles.has(k)) styles.set(k, free);
        return `style${styles.get(k) % STYLES}`;
      };
      const chosen = () => boxes.flatMap((box, k) => (box.checked ? [k] : []));
      const point = handle(figure.querySelector(".stage"), facts.label, plane.x, "horizontal", (to) => { x = to; place(); });
      const place = () => {
        const said = chosen().map((k) => [k, which ? slopeText(functions[k], x, mark) : number(functions[k](x)[0], mark)]);
        const left = across(plane, x), at = `${facts.argument} = ${number(x, mark)}`, prime = which ? "′" : "";
        hairline.setAttribute("d", `M${left} 0V${height}`);
        caption.innerHTML = `<span>${at}</span>` + said.map(([k, text]) => `<span><svg class="sample" viewBox="0 0 32 8" aria-hidden="true">` +
          `<path class="${style(k)}" d="M0 4H32"/></svg>${heads[k]}${prime} = <b>${text}</b></span>`).join("");
        point.show(left / width, down(plane, 0) / height, x, [at, ...said.map(([k, text]) => `${heads[k]}${prime} = ${text}`)].join("; "));
      };
      const draw = () => {
        boxes.forEach((box, k) => box.checked || styles.delete(k));
        curves.innerHTML = chosen().map((k) =>
          `<path class="${style(k)}" d="${path(plane, samples(functions[k], ...plane.x), which)}"/>`).join("");
        place();
      };
      const filter = () => names.forEach((name, k) => {
        for (const row of document.querySelectorAll(`table.comparison tr[data-function=${name}]`))
          row.dataset.chosen = only.checked && !boxes[k].checked ? "no" : "yes";
      });
      boxes.forEach((box) => box.addEventListener("change", () => { draw(); only.checked = true; filter(); }));
      only.addEventListener("change", filter);
      for (const radio of figure.querySelectorAll(".drawn input"))
        radio.addEventListener("change", () => { which = Number(radio.value); draw(); });
      for (const element of [picture, point.element])
        dragged(element, picture, (left) => { point.set(plane.x[0] + (left - plane.left) / plane.unit); point.element.focus(); });
      figure.querySelector(".controls").hidden = false;
      draw();
    },

    bars(figure, facts, [program]) {
      const { panels, mark } = facts, make = program(primitives), picture = figure.querySelector(".stage > svg");
      const { width, height } = picture.viewBox.baseVal, scores = [...facts.scores], count = scores.length;
      const groups = Object.fromEntries(Object.keys(panels).map((kind) => [kind, picture.querySelector(`.${kind}`)]));
      const title = (kind) => groups[kind].lastElementChild.outerHTML;
      const titles = { scores: title("scores"), values: title("values") };
      const place = () => {
        const found = { scores, values: make(...scores, ...values()) };
        for (const kind in groups) groups[kind].innerHTML = bars(panels[kind], found[kind], mark) + titles[kind];
        handles.forEach((one, k) => one.show(middle(panels.scores, k, count) / width, level(panels.scores, scores[k]) / height,
          scores[k], `${number(scores[k], mark)}; ${facts.head} = ${number(found.values[k], mark)}`));
      };
      const handles = scores.map((_, k) => handle(figure.querySelector(".stage"), facts.label.replace("{number}", k + 1),
        panels.scores.y, "vertical", (to) => { scores[k] = to; place(); }));
      handles.forEach((one) => dragged(one.element, picture, (_, top) => {
        const { y, height: tall, top: first } = panels.scores;
        one.set(y[1] - ((top - first) / tall) * (y[1] - y[0]));
        one.element.focus();
      }));
      const values = parameters(figure, mark, place);
      place();
    },
  };

  for (const [kind, facts, programs] of window.plays ?? []) kinds[kind](document.getElementById(facts.id), facts, programs);
})();
