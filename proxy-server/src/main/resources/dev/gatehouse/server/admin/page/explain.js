// The form that asks what becomes of a request, and the answer.

import {get} from "./api.js";
import {badge, el, say} from "./dom.js";
import {number} from "./format.js";

export const id = "explain";
export const title = "Explain";
export const path = "/api/v1/explain?url=http%3A%2F%2Flocalhost%2F";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const field = (name, words, node) => el("div", null, el("label", {for: `explain-${name}`}, words), node);
const method = el("select", {id: "explain-method"}, METHODS.map(each => el("option", null, each)));
const url = el("input", {id: "explain-url", type: "text", required: true, autocomplete: "off",
  spellcheck: "false", placeholder: "https://shop.example/cart?item=7"});
const client = el("input", {id: "explain-client", type: "text", autocomplete: "off", placeholder: "127.0.0.1"});
const listener = el("input", {id: "explain-listener", type: "text", autocomplete: "off", placeholder: "the one that fits the URL"});
const headers = el("textarea", {id: "explain-headers", rows: "2", spellcheck: "false", placeholder: "cookie: session=abc"});
const problem = el("p", {class: "problem", role: "alert"});
const result = el("div", {id: "explain-result", "aria-live": "polite"});

export function mount(root) {
  root.append(
    el("section", {class: "card"},
      el("p", {class: "soft"}, "What would become of this request now? Nothing is sent anywhere."),
      el("form", {class: "fields", onsubmit: event => {
        event.preventDefault();
        ask();
      }},
      field("method", "Method", method), field("url", "URL", url), field("client", "Client's address", client),
      field("listener", "Listener", listener),
      el("div", {class: "wide"}, el("label", {for: "explain-headers"}, "Header fields, one per line"), headers),
      el("div", {class: "actions wide"}, el("button", {type: "submit", class: "primary"}, "Explain")))),
    problem, result);
}

// Nothing to do on its own.
export async function refresh() {}

// The query for what is in the form. Pure.
export function query({method: verb, url: target, client: address, listener: name, headers: lines}) {
  const words = new URLSearchParams({method: verb, url: target});
  if (address) {
    words.set("client", address);
  }
  if (name) {
    words.set("listener", name);
  }
  lines.split("\n").map(line => line.trim()).filter(line => line)
    .forEach(line => words.append("header", line));
  return words.toString();
}

async function ask() {
  try {
    const asked = query({method: method.value, url: url.value.trim(), client: client.value.trim(),
      listener: listener.value.trim(), headers: headers.value});
    const found = await get(`/api/v1/explain?${asked}`);
    say(problem, "");
    result.replaceChildren(...show(found));
  } catch (refused) {
    say(problem, refused.message);
    result.replaceChildren();
  }
}

const card = (heading, ...content) => el("section", {class: "card"}, el("h3", null, heading), ...content);
const list = lines => el("ul", null, lines.map(line => el("li", null, line)));
const pairs = all => el("dl", {class: "pairs"}, all.filter(([, value]) => value !== null && value !== "")
  .flatMap(([name, value]) => [el("dt", null, name), el("dd", null, value)]));

function show(found) {
  return [summary(found), who(found), way(found), backends(found), routes(found)].filter(each => each);
}

function summary({request, route, refused, target}) {
  const mark = el("span");
  badge(mark, refused ? "bad" : "good", refused ? `${refused.status} ${refused.reason}` : route);
  const words = refused ? `turned away by ${refused.by}: ${refused.why}` : end(target);
  return card(`${request.method} ${request.url}`, el("p", null, mark, " ", words),
    pairs([["Listener", `${request.listener}: ${request.through}`]]));
}

function end(target) {
  const parts = [target.kind, target.status ?? "", target.location ? `to ${target.location}` : ""];
  return [...parts.filter(part => part !== ""), ...target.notes].join(", ");
}

function who({client: {address, why}}) {
  return card(`Client ${address}`, list(why));
}

function way({filters, cache, terms, sent}) {
  const parts = [];
  if (filters.length > 0) {
    parts.push(el("h4", null, "Filters, in their order"),
      el("ol", null, filters.map(each => el("li", null, el("strong", null, each.filter), `: ${each.does}`))));
  }
  if (cache) {
    parts.push(el("h4", null, "Cache"),
      pairs([["Result", `${cache.result} (${cache.reason}): ${cache.why}`], ["Key", cache.key]]));
  }
  if (sent) {
    parts.push(el("h4", null, "As a backend gets it"),
      el("pre", {tabindex: "0"}, [`${sent.method} ${sent.target}`, `host: ${sent.host}`, ...sent.headers].join("\n")));
  }
  if (terms.length > 0) {
    parts.push(el("h4", null, "Patience"), list(terms));
  }
  return parts.length > 0 ? card("On its way", ...parts) : null;
}

function backends({pools}) {
  return pools.length === 0 ? null : card("Backends", ...pools.flatMap(pool => [
    el("h4", null, `${pool.pool}${pool.share === null ? "" : `, ${number(pool.share)} % of the requests`}`
      + (pool.chosen && pools.length > 1 ? ": this request goes here" : "")),
    el("p", null, `${pool.balancer}: ${pool.choice}`),
    list(pool.backends.map(each => [
      each.backend + (each.backend === pool.backend ? " (this one)" : ""),
      each.standing ? `${each.standing}, ${each.why}` : "",
      each.requests === null ? "" : `${each.requests} under way`].filter(part => part).join(" · "))),
  ]));
}

function routes({candidates, more}) {
  return card("Routes that were looked at", el("ol", null, candidates.map(each => {
    const mark = el("span");
    badge(mark, {chosen: "good", outranked: "warn"}[each.verdict] ?? "plain", each.verdict);
    return el("li", null, el("strong", null, each.route), " ", mark, ` ${each.why}`,
      each.unmet.length === 0 ? null : list(each.unmet.map(
        unmet => `${unmet.what}: ${unmet.seen} (expected: ${unmet.expected})`)));
  })), more > 0 ? el("p", {class: "soft"}, `${number(more)} others have other hosts or paths.`) : null);
}
