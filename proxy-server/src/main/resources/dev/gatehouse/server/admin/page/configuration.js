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
const differs = el("p", {class: "problem"}, "The file is another by now: a reload would take it.");
const problems = el("ul");
const when = el("p");
const problemCard = el("section", {class: "card", hidden: true},
  el("h3", null, "The last reload was refused"), when, problems);
const text = el("pre", {tabindex: "0", "aria-label": "The running configuration"});
const history = el("ol", {class: "plain", reversed: true});
const reload = el("button", {type: "button", class: "primary"}, "Reload");

export function mount(root) {
  reload.onclick = () => order("/api/v1/reload", {});
  root.append(
    el("section", {class: "card"}, el("h3", null, "Running"), running, differs,
      el("div", {class: "actions"}, reload),
      el("details", null, el("summary", null, "The text, without secrets"), text)),
    problemCard,
    el("section", {class: "card"}, el("h3", null, "History"), history));
}

export async function refresh() {
  const [config, past] = await Promise.all([get(path), get("/api/v1/config/history")]);
  reload.disabled = !mayChange();
  say(running, `Number ${config.number}, since ${moment(config.at)}, by ${config.by}, of ${config.file}.`);
  differs.hidden = config.fileDiffers !== true;
  say(text, config.text);
  const {refused} = config;
  problemCard.hidden = refused === null;
  if (refused !== null) {
    say(when, `${moment(refused.at)}, by ${refused.by}. What ran before goes on. What was wrong:`);
  }
  sync(problems, refused?.problems ?? [], each => each.text, () => el("li", {class: "mono"}),
    (line, each) => say(line, each.text));
  sync(history, past, each => String(each.number), make, (item, each) => {
    const current = each.number === config.number;
    item.back.hidden = current;
    item.back.disabled = !mayChange();
    item.now.hidden = !current;
  });
}

function make(each) {
  const item = el("li");
  item.now = el("strong", null, "runs now");
  item.back = el("button", {type: "button", class: "small", onclick: () => goBack(each.number),
    "aria-label": `Go back to number ${each.number}`}, "Go back to this");
  const details = el("details", null, el("summary", null, "What differs from the one before"));
  details.ontoggle = () => compare(details, each.number);
  item.append(el("div", {class: "actions"}, el("span", null,
    `${each.number}. ${moment(each.at)}, by ${each.by}: ${each.changes}`), item.now, item.back), details);
  return item;
}

// Large ones are only compared when somebody looks.
async function compare(details, number) {
  if (details.open && details.children.length === 1) {
    const [each] = await get(`/api/v1/config/history?number=${number}`);
    details.append(each?.diff ? diff(each.diff) : el("p", null, "No line, or nothing is kept before it."));
  }
}

async function goBack(number) {
  if (await confirm(`Go back to configuration ${number}? The file stays as it is: the next reload takes it again.`)) {
    order("/api/v1/rollback", {to: number});
  }
}
