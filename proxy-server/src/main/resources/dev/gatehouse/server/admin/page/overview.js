// The first section: how it goes, and what to look at.

import {get} from "./api.js";
import {attention} from "./attention.js";
import {chart} from "./chart.js";
import {badge, el, row, say, sync, table} from "./dom.js";
import {bytes, number, percent, span, time} from "./format.js";
import * as samples from "./samples.js";
import {linear, logarithmic} from "./scale.js";

export const id = "overview";
export const title = "Overview";
export const path = "/api/v1/overview";

const perSecond = value => `${number(value)}/s`;
const charts = {
  requests: chart("Requests per second", perSecond),
  latency: chart("Latency", time, most => logarithmic(most, 0.0001)),
  content: chart("Content per second", value => `${bytes(value)}/s`, most => linear(most, 1024)),
  connections: chart("Connections of clients", number),
};
const tiles = el("dl", {class: "tiles"});
const list = el("ul", {class: "plain"});
const reasonColumns = [{title: "Reason"}, {title: "Requests", number: true}, {title: "Of all", number: true}];
const reasons = table("Requests of the last minute that failed for reasons of Gatehouse", reasonColumns);
const calm = el("p", {class: "soft"}, "None.");

export function mount(root) {
  root.append(
    el("section", {class: "card", "aria-labelledby": "attention-title"},
      el("h3", {id: "attention-title"}, "To look at"), list),
    tiles,
    el("div", {class: "grid"}, Object.values(charts).map(each => each.node)),
    el("section", {class: "card"}, el("h3", null, "Failures"), reasons.node, calm));
}

// Parts that this server does not have count as empty.
const optional = ask => get(ask).catch(problem => {
  if (problem.status === 404) {
    return null;
  }
  throw problem;
});

export async function refresh() {
  const overview = samples.overview();
  const [pools, discovery, config] = await Promise.all(
    ["/api/v1/pools", "/api/v1/discovery", "/api/v1/config"].map(optional));
  showAttention(attention({overview, pools, discovery, config}));
  showTiles(overview);
  showCharts();
  showReasons(overview.lastMinute.sums);
}

function showAttention(items) {
  const shown = items.length > 0 ? items : [{kind: "good", text: "Nothing.", where: null}];
  sync(list, shown, item => item.text,
    () => el("li", null, el("span"), " ", el("span"), " ", el("a")),
    (line, item) => {
      const [mark, text, link] = line.children;
      badge(mark, item.kind, {bad: "now", warn: "soon", good: "good"}[item.kind]);
      say(text, item.text);
      link.hidden = !item.where || item.where === id || !document.getElementById(`to-${item.where}`);
      link.href = `#/${item.where}`;
      say(link, `see ${item.where}`);
    });
}

function showTiles({now, lastMinute}) {
  const {sums} = lastMinute;
  const share = sums.requests === 0 ? 0 : sums.serverErrors / sums.requests;
  const all = [
    ["Requests", perSecond(sums.requests / Math.max(1, lastMinute.seconds)), "over the last minute"],
    ["5xx", percent(share), `${number(sums.serverErrors)} in the last minute`],
    ["Half take at most", time(lastMinute.p50), "about"],
    ["99 of 100 at most", time(lastMinute.p99), "about"],
    ["Under way", number(now.underWay), "at backends"],
    ["Connections", number(now.connections), "of clients"],
    ["Buffers", bytes(now.memory.used), `of ${bytes(now.memory.limit)}`],
    ["Heap", bytes(now.heap.used), `of ${bytes(now.heap.limit)}`],
    ["CPU", percent(samples.values("cpu").at(-1) ?? 0), "of all cores"],
    ["Up for", span(now.uptime), `version ${now.version}`],
  ].map(([name, value, more]) => ({name, value, more}));
  sync(tiles, all, tile => tile.name,
    tile => el("div", {class: "tile"}, el("dt", null, tile.name), el("dd"), el("dd", {class: "more"})),
    (tile, {value, more}) => {
      say(tile.children[1], value);
      say(tile.children[2], more);
    });
}

function showCharts() {
  const kinds = ["2xx", "3xx", "4xx", "5xx"].map(name => ({name, values: samples.rates(name)}));
  charts.requests.draw([{name: "all", values: samples.requestRates()}, ...kinds.filter(
    ({name, values}) => name === "2xx" || name === "5xx" || values.some(value => value > 0))]);
  charts.latency.draw([["half", "p50"], ["90 of 100", "p90"], ["99 of 100", "p99"]].map(
    ([name, column]) => ({name, values: samples.values(column)})));
  charts.content.draw([
    {name: "to clients", values: samples.rates("sent")},
    {name: "from clients", values: samples.rates("received")}]);
  charts.connections.draw([
    {name: "open", values: samples.values("connections")},
    {name: "new per second", values: samples.rates("accepted")}]);
}

function showReasons(sums) {
  const all = Object.entries(sums.reasons);
  reasons.node.hidden = all.length === 0;
  calm.hidden = all.length > 0;
  sync(reasons.body, all, ([reason]) => reason, () => row(reasonColumns), (cells, [reason, many]) => {
    say(cells.children[0], reason);
    say(cells.children[1], number(many));
    say(cells.children[2], percent(many / sums.requests));
  });
}
