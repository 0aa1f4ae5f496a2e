// Where a value stands between the bottom and the top of a chart. Pure.

// From 0 to a round number that is not less than `most`; `base` is what units are apart.
export function linear(most, base = 1000) {
  const top = ceiling(most, base);
  return {ticks: [0, top / 2, top], at: value => value / top};
}

// From `least` to a power of ten; what is 0 has no place.
export function logarithmic(most, least) {
  const from = Math.round(Math.log10(least));
  const to = Math.max(from + 2, Math.ceil(Math.log10(most > 0 ? most : least) - 1e-9));
  const powers = Array.from({length: to - from + 1}, (_, i) => from + i);
  return {
    ticks: powers.map(power => 10 ** power),
    at: value => value > 0 ? Math.max(0, (Math.log10(value) - from) / (to - from)) : null,
  };
}

export function ceiling(most, base = 1000) {
  if (!(most > 0)) {
    return 1;
  }
  const unit = base ** Math.max(0, Math.floor(Math.log(most) / Math.log(base)));
  const power = 10 ** Math.floor(Math.log10(most / unit)) * unit;
  return [1, 2, 2.5, 5, 10].map(step => step * power).find(step => step >= most * 0.9999);
}

// How many seconds to show of `count` that there are: not much more, so that a young server's
// first minute can be seen.
export function window(count) {
  return [60, 120, 300, 600].find(each => count <= each) ?? 600;
}
