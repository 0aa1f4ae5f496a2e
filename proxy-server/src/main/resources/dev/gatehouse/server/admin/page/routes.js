// Routes with what they got. Of many the server gives the first that fit the filter.

import {get} from "./api.js";
import {el, row, say, set, sync, table} from "./dom.js";
import {count, number} from "./format.js";

export const id = "routes";
export const title = "Routes";
export const path = "/api/v1/routes?limit=1";

const MOST = 200;
const COLUMNS = [{title: "Route"}, {title: "Match"}, {title: "Target"}, {title: "Filters"},
  {title: "Requests", number: true, by: "requests"}, {title: "Per second", number: true, by: "rate"},
  {title: "Failures", number: true, by: "failures"}];

const filter = el("input", {id: "route-filter", type: "search", autocomplete: "off"});
const shown = el("p", {class: "soft", role: "status"});
const list = table("Routes in the order of the configuration", COLUMNS);
let routes = [];
let before = new Map();
let order = null;

export function mount(root, update) {
  list.node.querySelectorAll("th").forEach((head, i) => {
    if (COLUMNS[i].by) {
      head.replaceChildren(el("button", {type: "button", onclick: () => sortBy(i)}, COLUMNS[i].title));
    }
  });
  filter.oninput = update;
  root.append(el("section", {class: "card"},
    el("label", {for: "route-filter"}, "Routes with this in their name, match or target"), filter, shown, list.node));
}

function sortBy(column) {
  order = order === column ? null : column;
  list.node.querySelectorAll("th").forEach((head, i) =>
    set(head, "aria-sort", i === order ? "descending" : null));
  show();
}

export async function refresh() {
  const wanted = new URLSearchParams({limit: MOST, containing: filter.value.trim()});
  routes = await get(`/api/v1/routes?${wanted}`);
  const now = performance.now();
  const fresh = new Map();
  for (const route of routes) {
    const earlier = before.get(route.name);
    const seconds = earlier === undefined ? 0 : (now - earlier.at) / 1000;
    route.rate = seconds > 0 ? Math.max(0, route.requests - earlier.requests) / seconds : null;
    fresh.set(route.name, {requests: route.requests, at: now});
  }
  before = fresh;
  show();
}

const words = all => all.join(", ");

function show() {
  const {by} = COLUMNS[order] ?? {};
  const found = by ? routes.toSorted((a, b) => (b[by] ?? 0) - (a[by] ?? 0)) : routes;
  say(shown, routes.length < MOST ? count(routes.length, "route")
    : `The first ${MOST}; a filter finds the others.`);
  sync(list.body, found, route => route.name, () => row(COLUMNS), (line, route) => {
    [`${route.name}${route.listeners.length > 0 ? ` (${words(route.listeners)})` : ""}`,
      route.match, route.target, words(route.filters), known(route.requests), known(route.rate),
      known(route.failures)].forEach((text, i) => say(line.children[i], text));
    set(line, "title", route.position);
  });
}

// Beyond a thousand, routes are counted together.
function known(value) {
  return value === null ? "" : number(value);
}
