// The last ten minutes in seconds, kept here; only what is new is asked for.

import {get} from "./api.js";

const MOST = 600;
let columns = {};
let last = -1;
let latest = null;

// Asks for what is new. Returns the overview of now.
export async function refresh() {
  const asked = Date.now();
  const view = await get(`/api/v1/overview?since=${last}`);
  const {from, columns: fresh} = view.series;
  if (from !== last + 1) {
    columns = {}; // another process, or we slept for longer than it remembers
  }
  const count = fresh.millis.length;
  for (const [name, values] of Object.entries(fresh)) {
    columns[name] = [...(columns[name] ?? []), ...values].slice(-MOST);
  }
  last = from + count - 1;
  latest = {...view, at: asked};
  return latest;
}

// The overview that was asked for last; null before the first.
export function overview() {
  return latest;
}

// One column as it is.
export function values(name) {
  return columns[name] ?? [];
}

// One column per second.
export function rates(name) {
  const millis = values("millis");
  return values(name).map((value, i) => millis[i] > 0 ? value * 1000 / millis[i] : 0);
}

// Requests per second, whatever became of them.
export function requestRates() {
  const kinds = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"].map(rates);
  return kinds[0].map((_, i) => kinds.reduce((sum, kind) => sum + kind[i], 0));
}
