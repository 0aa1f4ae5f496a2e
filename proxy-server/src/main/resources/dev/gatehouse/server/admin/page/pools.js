// Pools and their backends, canaries, and where backends are learnt from.

import {get} from "./api.js";
import {badge, el, row, say, set, sync, table} from "./dom.js";
import {count, number, percent, span} from "./format.js";
import {confirm, mayChange, order} from "./login.js";

export const id = "pools";
export const title = "Pools";
export const path = "/api/v1/pools";

const COLUMNS = [{title: "Backend"}, {title: "State"}, {title: "Why"}, {title: "Under way", number: true},
  {title: "Weight", number: true}, {title: "Ejected", number: true}, {title: "Operator"}];
const KINDS = {up: "good", warming: "good", draining: "warn", down: "warn", ejected: "bad", failing: "bad"};
const MODES = {
  normal: "",
  backup: "the reserve helps",
  panic: "too few are good: all are used",
  none: "nobody to ask",
};

const cards = el("div");
const canaryColumns = [{title: "Route"}, {title: "Pool"}, {title: "Weight", number: true},
  {title: "Requests", number: true}, {title: "Failed", number: true}, {title: "Canary"}];
const canaries = table("What each pool of a split has now, and has been given since the start", canaryColumns);
const canaryCard = el("section", {class: "card", hidden: true}, el("h3", null, "Splits"), canaries.node);
const sourceColumns = [{title: "Pool"}, {title: "Source"}, {title: "Found", number: true},
  {title: "Answered"}, {title: "Problem"}];
const sources = table("Where backends are learnt from", sourceColumns);
const sourceCard = el("section", {class: "card", hidden: true}, el("h3", null, "Discovery"), sources.node);

export function mount(root) {
  root.append(cards, canaryCard, sourceCard);
}

export async function refresh() {
  const [pools, splits, discovery] = await Promise.all(
    ["pools", "splits", "discovery"].map(each => get(`/api/v1/${each}`)));
  sync(cards, Object.entries(pools), ([name]) => name, makePool, showPool);
  showSplits(splits);
  showSources(discovery);
}

function makePool([name]) {
  const {node, body} = table(`Backends of ${name}`, COLUMNS, {unseen: true});
  const heading = el("h3", {id: `pool-${name}`}, name);
  const card = el("section", {class: "card", "aria-labelledby": `pool-${name}`},
    heading, el("p", {class: "soft"}), node);
  card.rows = body;
  return card;
}

function showPool(card, [name, pool]) {
  const used = pool.backends.filter(each => ["up", "warming"].includes(each.standing)).length;
  const parts = [
    `${used} of ${count(pool.backends.length, "backend")} in use`,
    `${number(pool.active)} under way${pool.limit > 0 ? ` of ${number(pool.limit)} at most` : ""}`,
    pool.waiting > 0 ? `${number(pool.waiting)} waiting` : "",
    pool.refusedFull + pool.refusedLate > 0
      ? `${number(pool.refusedFull + pool.refusedLate)} refused for want of room since the start` : "",
    MODES[pool.mode] ?? pool.mode];
  say(card.children[1], parts.filter(part => part).join(" · "));
  sync(card.rows, pool.backends, each => `${each.backend} ${each.address}`, () => backendRow(name), showBackend);
}

function backendRow(pool) {
  const line = row(COLUMNS);
  const button = el("button", {type: "button", class: "small"});
  const off = el("button", {type: "button", class: "small"});
  line.children[1].append(el("span"));
  line.children[6].append(el("div", {class: "actions"}, button, off));
  line.pool = pool;
  line.buttons = [button, off];
  return line;
}

function showBackend(line, backend) {
  const [name, state, why, active, weight, ejected] = line.children;
  const switched = ["draining", "down"].includes(backend.standing);
  const where = backend.backend.endsWith(backend.address) ? "" : ` at ${backend.address}`;
  say(name, `${backend.backend}${where}${backend.backup ? " (reserve)" : ""}`);
  badge(state.firstElementChild, KINDS[backend.standing] ?? "warn", backend.standing);
  say(why, backend.why);
  say(active, `${number(backend.active)}${backend.limit > 0 ? ` of ${number(backend.limit)}` : ""}`);
  say(weight, number(backend.weight));
  say(ejected, number(backend.ejections));
  const [button, off] = line.buttons;
  const tell = value => order("/api/v1/backends", {pool: line.pool, backend: backend.backend, state: value});
  act(button, switched ? "Take back" : "Drain", `${backend.backend} of pool ${line.pool}`,
    () => tell(switched ? "up" : "draining"));
  act(off, "Switch off", `${backend.backend} of pool ${line.pool}`, async () => {
    if (await confirm(`Switch off ${backend.backend} in pool ${line.pool}? It gets no more requests, `
      + "and clients that are bound to it are moved. Requests under way finish.")) {
      tell("down");
    }
  });
  off.hidden = backend.standing === "down";
}

function act(button, word, what, action) {
  say(button, word);
  set(button, "aria-label", `${word}: ${what}`);
  button.disabled = !mayChange();
  button.onclick = action;
}

function showSplits(splits) {
  canaryCard.hidden = splits.length === 0;
  const rows = splits.flatMap(split => split.pools.map(pool => ({split, pool})));
  sync(canaries.body, rows, ({split, pool}) => `${split.route} ${pool.pool}`, () => {
    const line = row(canaryColumns);
    line.children[5].append(el("button", {type: "button", class: "small"}), " ", el("span"));
    return line;
  }, (line, {split, pool}) => {
    const all = Object.values(pool.requests).reduce((sum, each) => sum + each, 0);
    say(line.children[0], split.route);
    say(line.children[1], pool.pool);
    say(line.children[2], pool.weight === pool.configured
      ? number(pool.weight) : `${number(pool.weight)} instead of ${number(pool.configured)}`);
    say(line.children[3], number(all));
    say(line.children[4], pool.compared ? `${number(pool.compared.failed)} (${percent(
      pool.compared.requests === 0 ? 0 : pool.compared.failed / pool.compared.requests)})` : "");
    const [button, why] = line.children[5].children;
    const canary = split.canary === pool.pool;
    button.hidden = !canary;
    why.hidden = !canary;
    say(why, split.rolledBack ? `off since ${split.rolledBack.since}: ${split.rolledBack.why}` : "");
    act(button, split.rolledBack ? "Give the share back" : "Take the share away",
      `canary ${split.canary} of route ${split.route}`,
      () => order("/api/v1/splits", {route: split.route, canary: split.rolledBack ? "on" : "off"}));
  });
}

function showSources(discovery) {
  const rows = Object.entries(discovery).flatMap(([pool, all]) => all.map(source => ({pool, source})));
  sourceCard.hidden = rows.length === 0;
  sync(sources.body, rows, ({pool, source}) => `${pool} ${source.source}`, () => row(sourceColumns),
    (line, {pool, source}) => {
      say(line.children[0], pool);
      say(line.children[1], `${source.source} (${source.kind})`);
      say(line.children[2], number(source.found));
      say(line.children[3], source.age === null ? "not yet" : `${span(source.age)} ago`);
      say(line.children[4], source.problem ?? "");
      set(line.children[4], "class", source.problem ? "bad" : null);
    });
}
