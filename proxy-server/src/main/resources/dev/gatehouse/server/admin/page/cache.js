// What the cache holds and does, and the form to take something out of it.

import {get} from "./api.js";
import {el, row, say, sync, table} from "./dom.js";
import {bytes, count, number, percent} from "./format.js";
import {confirm, order} from "./login.js";

export const id = "cache";
export const title = "Cache";
export const path = "/api/v1/cache";

const tiles = el("dl", {class: "tiles"});
const columns = [{title: "Route"}, {title: "Requests", number: true}, {title: "Hits", number: true},
  {title: "What was done"}, {title: "Why backends were asked"}, {title: "What became of their answers"}];
const routes = table("What the cache did for each route since the start", columns);
const none = el("p", {class: "soft"}, "No route has a cache.");
const result = el("p", {role: "status"});

export function mount(root) {
  root.append(tiles,
    el("section", {class: "card"}, el("h3", null, "Routes"), routes.node, none),
    el("section", {class: "card"}, el("h3", null, "Purge"), purgeForm(), result));
}

function purgeForm() {
  const kind = el("select", {id: "purge-kind"}, [["url", "one URL"], ["prefix", "all URLs that begin with"],
    ["host", "all of a host"], ["tag", "all with a tag"], ["all", "everything"]].map(
    ([value, words]) => el("option", {value}, words)));
  const what = el("input", {id: "purge-what", type: "text", required: true, autocomplete: "off",
    placeholder: "https://shop.example/a"});
  const soft = el("input", {id: "purge-soft", type: "checkbox"});
  const examples = {url: "https://shop.example/a", prefix: "https://shop.example/images/",
    host: "shop.example", tag: "product-17", all: ""};
  kind.onchange = () => {
    what.disabled = kind.value === "all";
    what.placeholder = examples[kind.value];
  };
  const ask = async dry => {
    if (!dry && !await confirm(`Purge ${kind.value === "all" ? "everything" : what.value} from the cache?`)) {
      return;
    }
    const done = await order("/api/v1/purge", {
      [kind.value]: kind.value === "all" ? true : what.value, soft: soft.checked, "dry-run": dry});
    if (done?.responses !== undefined) {
      say(result, `${count(done.responses, "response")}, ${bytes(done.bytes)}: ${done.done}`);
    }
  };
  return el("form", {class: "fields", onsubmit: event => {
    event.preventDefault();
    ask(event.submitter.value === "count");
  }},
  el("div", null, el("label", {for: "purge-kind"}, "What"), kind),
  el("div", null, el("label", {for: "purge-what"}, "Which"), what),
  el("div", null, soft, " ", el("label", {for: "purge-soft", class: "inline"}, "only mark as stale")),
  el("div", {class: "actions wide"},
    el("button", {type: "submit", value: "count"}, "Count"),
    el("button", {type: "submit", value: "purge", class: "primary"}, "Purge")));
}

export async function refresh() {
  const cache = await get(path);
  const all = [
    ["Hits", percent(cache.hitRatio), `of ${count(cache.requests, "request")}`],
    ["Memory", bytes(cache.memory.used), `of ${bytes(cache.memory.limit)}`],
    ["Keys", number(cache.entries), "in memory"],
    ["Being fetched", number(cache.fetches), "now"],
    ["Evicted", number(cache.evictions), "to make room"],
    ["Purged", number(cache.purged), "since the start"]];
  sync(tiles, all, tile => tile[0],
    tile => el("div", {class: "tile"}, el("dt", null, tile[0]), el("dd"), el("dd", {class: "more"})),
    (tile, [, value, more]) => {
      say(tile.children[1], value);
      say(tile.children[2], more);
    });
  routes.node.hidden = cache.routes.length === 0;
  none.hidden = cache.routes.length > 0;
  sync(routes.body, cache.routes, each => each.route, () => row(columns), (line, {route, hitRatio, counts}) => {
    [route, number(counts.requests), percent(hitRatio), words(counts.results),
      words(counts.forwarded), words(counts.responses)].forEach((text, i) => say(line.children[i], text));
  });
}

function words(counts) {
  return Object.entries(counts).map(([name, many]) => `${name} ${number(many)}`).join(", ");
}
