// Numbers in words. Pure.

const SMALL = new Intl.NumberFormat("en", {maximumSignificantDigits: 3});
const WHOLE = new Intl.NumberFormat("en", {maximumFractionDigits: 0});

// 0.254 -> "0.254", 12.34 -> "12.3", 12345 -> "12,345"
export function number(value) {
  return (Math.abs(value) < 100 ? SMALL : WHOLE).format(value);
}

// 1536 -> "1.5 KiB"
export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  let rest = value;
  while (Math.abs(rest) >= 1024 && at < units.length - 1) {
    rest /= 1024;
    at++;
  }
  return `${at === 0 ? WHOLE.format(rest) : SMALL.format(rest)} ${units[at]}`;
}

// Seconds: 0.00025 -> "0.25 ms", 0.25 -> "250 ms", 2.5 -> "2.5 s"
export function time(seconds) {
  return seconds < 1 ? `${SMALL.format(seconds * 1000)} ms` : `${SMALL.format(seconds)} s`;
}

// Seconds of a long while: 93784 -> "1 d 2 h", 75 -> "1 min 15 s"
export function span(seconds) {
  const whole = Math.floor(seconds);
  const parts = [[Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([count]) => count > 0);
  return first < 0 ? "0 s" : parts.slice(first, first + 2).filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`).join(" ");
}

// 0.0123 -> "1.23 %"
export function percent(share) {
  return `${SMALL.format(share * 100)} %`;
}

// "1 backend", "2 backends"
export function count(many, noun) {
  return `${WHOLE.format(many)} ${noun}${many === 1 ? "" : "s"}`;
}

// A moment in ISO 8601 or milliseconds -> "2026-03-01 12:00:05" here
export function moment(value) {
  const at = new Date(value);
  const two = each => String(each).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `
    + `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
