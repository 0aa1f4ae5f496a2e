// Slow and failed requests, and where the time of each one went.

import {get} from "./api.js";
import {badge, el, row, say, set, svg, sync, table} from "./dom.js";
import {bytes, moment, number, time} from "./format.js";

export const id = "timeline";
export const title = "Timeline";
export const path = "/api/v1/timeline?limit=1";

const MICROS = 1e6;
const COLUMNS = [{title: "Request"}, {title: "When"}, {title: "Kind"}, {title: "Route"}, {title: "Status"},
  {title: "Reason"}, {title: "Took", number: true}];
const PHASES = {
  tls: "TLS handshake",
  await: "waiting for the request's first byte",
  head: "reading the request's head",
  request: "filters, and content where it is buffered",
  queue: "waiting for a turn in the pool",
  pool: "waiting for a free connection",
  connect: "connecting",
  send: "sending the request",
  backend: "waiting for the backend",
  pause: "pause before another attempt",
  hold: "filters, on the way of the answer",
  proxy: "the proxy itself",
  answer: "the rest of the answer",
};

const kind = el("select", {id: "timeline-kind"}, [["", "all"], ["failed", "failed"], ["slow", "slow"],
  ["refused", "refused"]].map(([value, words]) => el("option", {value}, words)));
const route = el("input", {id: "timeline-route", type: "search", autocomplete: "off", placeholder: "any"});
const requestId = el("input", {id: "timeline-id", type: "search", autocomplete: "off", placeholder: "as in x-request-id and the log"});
const about = el("p", {class: "soft"});
const list = table("Kept requests, the latest first", COLUMNS);
const detail = el("section", {class: "card", hidden: true, tabindex: "-1", "aria-labelledby": "timeline-detail"});
let chosen = null;

export function mount(root, update) {
  const field = (words, node) => el("div", null, el("label", {for: node.id}, words), node);
  kind.onchange = route.onchange = requestId.onchange = () => update();
  root.append(
    el("section", {class: "card"},
      el("div", {class: "fields"}, field("Kind", kind), field("Route", route), field("Request's id", requestId)),
      about, list.node),
    detail);
}

export async function refresh() {
  const wanted = new URLSearchParams({limit: 100});
  for (const [name, input] of Object.entries({kind, route, id: requestId})) {
    if (input.value.trim()) {
      wanted.set(name, input.value.trim());
    }
  }
  const found = await get(`/api/v1/timeline?${wanted}`);
  say(about, `Requests that fail, are refused, or take ${time(found.slowMicros / MICROS)} or longer; `
    + `the last ${number(found.size)} of each kind are kept.`
    + (found.skipped > 0 ? ` ${number(found.skipped)} came too fast to be kept.` : ""));
  sync(list.body, found.entries, key, make, update);
}

const key = entry => `${entry.id} ${entry.at}`;

function make() {
  const line = row(COLUMNS);
  line.children[0].append(el("button", {type: "button", class: "small"}));
  line.children[2].append(el("span"));
  return line;
}

function update(line, entry) {
  const [request, when, mark, name, status, reason, took] = line.children;
  const open = request.firstElementChild;
  say(open, `${entry.method} ${entry.host}${entry.target}`);
  set(open, "aria-expanded", String(chosen === key(entry)));
  open.onclick = () => show(entry);
  say(when, moment(entry.at));
  badge(mark.firstElementChild, {failed: "bad", slow: "warn"}[entry.kind] ?? "plain", entry.kind ?? "");
  say(name, entry.route ?? "none");
  say(status, entry.status > 0 ? entry.status : "none");
  say(reason, entry.reason ?? "");
  say(took, time(entry.totalMicros / MICROS));
}

// Where each phase stands in its picture, in percent of the whole. Pure.
export function bars(phases) {
  const from = Math.min(...phases.map(phase => phase.fromMicros));
  const whole = Math.max(1, ...phases.map(phase => phase.fromMicros + phase.tookMicros - from));
  return phases.map(phase => ({
    left: (phase.fromMicros - from) * 100 / whole,
    width: Math.max(0.3, phase.tookMicros * 100 / whole),
  }));
}

function show(entry) {
  chosen = key(entry);
  const places = entry.phases.length > 0 ? bars(entry.phases) : [];
  const columns = [{title: "Phase"}, {title: "Attempt", number: true}, {title: "From", number: true},
    {title: "Took", number: true}, {title: "Share of the time"}];
  const phases = table("Phases, one after another", columns);
  phases.body.append(...entry.phases.map((phase, i) => {
    const line = row(columns);
    say(line.children[0], PHASES[phase.name] ?? phase.name);
    say(line.children[1], phase.attempt > 0 ? phase.attempt : "");
    say(line.children[2], time(phase.fromMicros / MICROS));
    say(line.children[3], time(phase.tookMicros / MICROS));
    line.children[4].append(svg("svg", {class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true"},
      svg("rect", {x: places[i].left, width: places[i].width, y: 0, height: 10})));
    return line;
  }));
  const facts = [
    ["Id", entry.id], ["Trace", entry.trace], ["Client", entry.client], ["Listener", `${entry.listener}, ${entry.protocol}`
      + (entry.tls ? `, ${entry.tls}` : "")],
    ["Status", entry.status > 0 ? String(entry.status) : "no answer"],
    ["Reason", entry.reason ? `${entry.reason} (${entry.side}): ${entry.detail ?? ""}` : null],
    ["Route", entry.route], ["Pool", entry.pool], ["Backend", entry.backend],
    ["Cache", entry.cache ? `${entry.cache} ${entry.cacheReason ?? ""}` : null],
    ["Not tried again", entry.retryRefused],
    ["Content", `${bytes(entry.requestBytes)} received, ${bytes(entry.responseBytes)} sent`],
    ["Took", time(entry.totalMicros / MICROS) + (entry.stalledMicros > 0
      ? `, of which ${time(entry.stalledMicros / MICROS)} the client did not read` : "")],
  ].filter(([, value]) => value);
  detail.replaceChildren(
    el("h3", {id: "timeline-detail"}, `${entry.method} ${entry.scheme}://${entry.host}${entry.target}`),
    el("dl", {class: "pairs"}, facts.flatMap(([name, value]) => [el("dt", null, name), el("dd", null, value)])),
    phases.node, ...attempts(entry.attempts),
    el("button", {type: "button", onclick: close}, "Close"));
  detail.hidden = false;
  detail.focus();
  mark();
}

// Which line is open; the focus goes back there.
function mark() {
  for (const line of list.body.children) {
    set(line.querySelector("button"), "aria-expanded", String(line.dataset.key === chosen));
  }
}

function close() {
  list.body.querySelector("[aria-expanded=true]")?.focus();
  chosen = null;
  detail.hidden = true;
  mark();
}

function attempts(all) {
  if (all.length === 0) {
    return [];
  }
  return [el("h4", null, "Attempts"), el("ol", null, all.map(each => el("li", null,
    `${each.backend} of ${each.pool}${each.hedge ? ", beside a slow one" : ""}: ${each.result}`
    + (each.status > 0 ? ` ${each.status}` : "")
    + (each.tookMicros === null ? "" : ` after ${time(each.tookMicros / MICROS)}`))))];
}
