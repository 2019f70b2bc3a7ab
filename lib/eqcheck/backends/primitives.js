// The functions that programs of javascript.py need and JavaScript lacks, accurate to 1e-12.
const primitives = (() => {
  // log(exp(u₁) + exp(u₂) + …): the largest exponential is split off, none of the others exceeds 1.
  const lse = (...u) => {
    const first = u.indexOf(Math.max(...u));
    if (!Number.isFinite(u[first])) return Math.max(...u);
    return u[first] + Math.log1p(u.reduce((sum, v, k) => (k === first ? sum : sum + Math.exp(v - u[first])), 0));
  };

  // erf near 0: 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 ⋯ (2n + 1)). No term is negative, so that no digit is lost.
  const series = (x) => {
    let term = x, sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) sum += term *= (2 * x * x) / (2 * n + 1);
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  };

  // 1 − erf far on the right: exp(−x²)/√π over the continued fraction x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))).
  const tail = (x) => {
    let fraction = x;
    for (let n = 80; n > 0; n--) fraction = x + n / 2 / fraction;
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  };

  const NEAR = 2;
  const erf = (x) => (Math.abs(x) < NEAR ? series(x) : Math.sign(x) * (1 - tail(Math.abs(x))));
  const erfc = (x) => (Math.abs(x) < NEAR ? 1 - series(x) : x < 0 ? 2 - tail(-x) : tail(x));

  // The distribution function of the standard normal law.
  const Phi = (x) => erfc(-x / Math.SQRT2) / 2;

  return { lse, erf, Phi };
})();
