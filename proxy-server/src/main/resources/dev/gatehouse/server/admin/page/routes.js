// Routes with what they got. Of many only the first are shown; the filter finds the others.

import {get} from "./api.js";
import {el, row, say, set, sync, table} from "./dom.js";
import {number} from "./format.js";

export const id = "routes";
export const title = "Routes";
export const path = "/api/v1/routes";

const MOST = 200;
const LARGE = 2000; // from here on the list is asked for less often
const LARGE_PAUSE = 15_000;
const COLUMNS = [{title: "Route"}, {title: "Match"}, {title: "Target"}, {title: "Filters"},
  {title: "Requests", number: true, by: "requests"}, {title: "Per second", number: true, by: "rate"},
  {title: "Failures", number: true, by: "failures"}];

const filter = el("input", {id: "route-filter", type: "search", autocomplete: "off"});
const shown = el("p", {class: "soft", role: "status"});
const list = table("Routes in the order of the configuration", COLUMNS);
let routes = [];
let before = new Map();
let asked = 0;
let order = null;

export function mount(root) {
  list.node.querySelectorAll("th").forEach((head, i) => {
    if (COLUMNS[i].by) {
      head.replaceChildren(el("button", {type: "button", onclick: () => sortBy(i)}, COLUMNS[i].title));
    }
  });
  filter.oninput = show;
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
  if (routes.length > LARGE && performance.now() - asked < LARGE_PAUSE) {
    return;
  }
  const now = performance.now();
  routes = await get(path);
  const seconds = (now - asked) / 1000;
  for (const route of routes) {
    const earlier = before.get(route.name);
    route.rate = earlier === undefined || asked === 0 ? null : Math.max(0, route.requests - earlier) / seconds;
  }
  before = new Map(routes.map(route => [route.name, route.requests]));
  asked = now;
  show();
}

const words = value => Array.isArray(value) ? value.join(", ") : String(value ?? "");

function show() {
  const wanted = filter.value.trim().toLowerCase();
  let found = routes.filter(route => [route.name, route.match, route.target].some(
    text => words(text).toLowerCase().includes(wanted)));
  if (order !== null) {
    const {by} = COLUMNS[order];
    found = found.toSorted((a, b) => (b[by] ?? 0) - (a[by] ?? 0));
  }
  say(shown, `${Math.min(MOST, found.length)} of ${number(routes.length)} shown`);
  sync(list.body, found.slice(0, MOST), route => route.name, () => row(COLUMNS), (line, route) => {
    [route.name, words(route.match), words(route.target), words(route.filters), number(route.requests),
      route.rate === null ? "" : number(route.rate), number(route.failures)]
      .forEach((text, i) => say(line.children[i], text));
    set(line, "title", route.position);
  });
}
