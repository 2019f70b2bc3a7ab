// Makes the figures of a page move: sliders for the parameters, and a point that is dragged along the curve.
(() => {
  const STEP = 0.05, STRIDE = 1;
  const { across, down, samples, path, tangent, number, slopeText } = drawing;

  const clamped = (value, [least, most]) => Math.min(most, Math.max(least, value));
  const snapped = (value) => Math.round(value / STEP) * STEP;

  // A handle over the picture that takes a value between two: by pointer, finger or keys.
  const handle = (stage, label, range, upright, moved) => {
    const one = document.createElement("span");
    for (const [name, value] of Object.entries({
      class: "handle", role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": range[0],
      "aria-valuemax": range[1], "aria-orientation": upright ? "vertical" : "horizontal",
    })) one.setAttribute(name, value);
    let now = 0;
    const set = (value) => { now = clamped(snapped(value), range); moved(now); };
    one.addEventListener("keydown", (event) => {
      const by = { ArrowRight: STEP * 2, ArrowUp: STEP * 2, ArrowLeft: -STEP * 2, ArrowDown: -STEP * 2, PageUp: STRIDE, PageDown: -STRIDE }[event.key];
      const end = { Home: range[0], End: range[1] }[event.key];
      if (by === undefined && end === undefined) return;
      event.preventDefault();
      set(end ?? now + by);
    });
    stage.append(one);
    return {
      element: one,
      set,
      show(left, top, value, text) {
        now = value;
        one.style.left = `${left * 100}%`;
        one.style.top = `${top * 100}%`;
        one.setAttribute("aria-valuenow", number(value, ".").replace("−", "-"));
        one.setAttribute("aria-valuetext", text);
      },
    };
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
      input.nextElementSibling.value = text;
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
      const point = handle(figure.querySelector(".stage"), facts.label, plane.x, false, (to) => { x = to; place(); });
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
  };

  for (const [kind, facts, programs] of window.plays ?? []) kinds[kind](document.getElementById(facts.id), facts, programs);
})();
