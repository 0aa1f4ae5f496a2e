// What runs, how it came to, and the way back.

import {get} from "./api.js";
import {diff} from "./diff.js";
import {el, say, sync} from "./dom.js";
import {moment} from "./format.js";
import {confirm, mayChange, order} from "./login.js";

export const id = "configuration";
export const title = "Configuration";
export const path = "/api/v1/config";

const running = el("p");
const problems = el("ul");
const problemCard = el("section", {class: "card", hidden: true},
  el("h3", null, "The last reload was refused"),
  el("p", null, "What ran before goes on. What was wrong:"), problems);
const text = el("pre", {tabindex: "0", "aria-label": "The running configuration"});
const history = el("ol", {class: "plain", reversed: true});
const reload = el("button", {type: "button", class: "primary"}, "Reload");

export function mount(root) {
  reload.onclick = async () => {
    await order("/api/v1/reload", {});
    await refresh();
  };
  root.append(
    el("section", {class: "card"}, el("h3", null, "Running"), running, el("div", {class: "actions"}, reload),
      el("details", null, el("summary", null, "The text, without secrets"), text)),
    problemCard,
    el("section", {class: "card"}, el("h3", null, "History"), history));
}

export async function refresh() {
  const [config, past] = await Promise.all([get(path), get("/api/v1/config/history")]);
  reload.disabled = !mayChange();
  say(running, `Number ${config.number}, since ${moment(config.at)}, from ${config.source ?? "text"}`
    + (config.by ? `, by ${config.by}` : "") + ".");
  say(text, config.text ?? "");
  const refused = config.refused ?? [];
  problemCard.hidden = refused.length === 0;
  sync(problems, refused, each => words(each), () => el("li", {class: "mono"}),
    (line, each) => say(line, words(each)));
  sync(history, past, each => String(each.number), make, (item, each) => {
    const current = each.number === config.number;
    item.back.hidden = current;
    item.back.disabled = !mayChange();
    item.now.hidden = !current;
  });
}

const words = problem => typeof problem === "string" ? problem : problem.text;

function make(each) {
  const item = el("li");
  item.now = el("strong", null, "runs now");
  item.back = el("button", {type: "button", class: "small", onclick: () => goBack(each.number),
    "aria-label": `Go back to number ${each.number}`}, "Go back to this");
  const details = el("details", null, el("summary", null, "Difference to the one before"));
  details.ontoggle = () => {
    if (details.children.length === 1) {
      details.append(diff(each.diff || "No line differs."));
    }
  };
  item.append(el("div", {class: "actions"}, el("span", null,
    `${each.number}. ${moment(each.at)}, by ${each.by}: ${each.changes}`), item.now, item.back));
  if (each.diff !== null && each.diff !== undefined) {
    item.append(details);
  }
  return item;
}

async function goBack(number) {
  if (await confirm(`Go back to configuration ${number}? The file stays as it is: the next reload takes it again.`)) {
    await order("/api/v1/rollback", {to: number});
    await refresh();
  }
}
