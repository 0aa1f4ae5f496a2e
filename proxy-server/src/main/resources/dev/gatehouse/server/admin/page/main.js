// Puts the sections together and keeps the one that is shown up to date.

import * as cache from "./cache.js";
import * as configuration from "./configuration.js";
import {el, say, set} from "./dom.js";
import * as api from "./api.js";
import * as explain from "./explain.js";
import * as login from "./login.js";
import * as overview from "./overview.js";
import * as pools from "./pools.js";
import * as routes from "./routes.js";
import * as samples from "./samples.js";
import * as theme from "./theme.js";
import * as timeline from "./timeline.js";
import {span} from "./format.js";

const PAUSE = 2000;
const SECTIONS = [overview, pools, routes, timeline, explain, cache, configuration];
const main = document.getElementById("main");
const state = document.getElementById("state");
let present = [];
let running = Promise.resolve();
let paused = false;

// Only what this server answers is shown.
async function isThere(section) {
  try {
    await api.get(section.path);
    return true;
  } catch (problem) {
    return problem.status !== 404;
  }
}

function current() {
  const wanted = location.hash.replace("#/", "");
  return present.find(section => section.id === wanted) ?? present[0];
}

function build(sections) {
  present = sections;
  main.replaceChildren();
  document.getElementById("sections").replaceChildren(...sections.map(section => {
    const node = el("section", {id: section.id, "aria-labelledby": `${section.id}-title`, hidden: true},
      el("h2", {id: `${section.id}-title`, tabindex: "-1"}, section.title));
    section.mount(node, update);
    main.append(node);
    return el("li", null, el("a", {href: `#/${section.id}`, id: `to-${section.id}`}, section.title));
  }));
}

function show() {
  const chosen = current();
  if (!chosen) {
    return; // nobody is logged in yet
  }
  for (const section of present) {
    document.getElementById(section.id).hidden = section !== chosen;
    set(document.getElementById(`to-${section.id}`), "aria-current", section === chosen ? "page" : null);
  }
  document.title = `${chosen.title} – Gatehouse`;
  update();
}

// One round after the other, also when somebody is in a hurry.
function update() {
  running = running.then(round);
  return running;
}

async function round() {
  try {
    const {now} = await samples.refresh();
    set(state, "class", `badge ${now.ready ? "good" : "bad"}`);
    say(state, now.ready ? `ready, up for ${span(Math.floor(now.uptime / 60) * 60)}` : "not ready");
    await current()?.refresh();
    main.dataset.round = String(Number(main.dataset.round ?? 0) + 1);
  } catch (problem) {
    await tell(problem);
  }
}

async function tell(problem) {
  if (problem.status === 401 || problem.status === 403) {
    set(state, "class", "badge warn");
    say(state, "not logged in");
    const {login: possible, why} = await login.look();
    if (possible && problem.status === 401) {
      login.ask();
    } else {
      login.notice(why ?? problem.message);
    }
    return;
  }
  set(state, "class", "badge bad");
  if (problem instanceof api.Refused) {
    say(state, problem.message);
  } else {
    say(state, "this page failed");
    console.error(problem);
  }
}

async function open() {
  const {read, login: possible, why} = await login.look();
  if (read) {
    const found = await Promise.all(SECTIONS.map(isThere));
    build(SECTIONS.filter((_, i) => found[i]));
    show();
  } else if (possible) {
    login.ask();
  } else {
    login.notice(why);
  }
}

async function tick() {
  if (!paused && !document.hidden && present.length > 0 && !document.querySelector("dialog[open]")) {
    await update();
  }
  setTimeout(tick, PAUSE);
}

theme.start(document.getElementById("theme"));
login.start(() => present.length > 0 ? update() : open());
document.getElementById("skip").onclick = event => {
  event.preventDefault();
  main.focus();
};
document.getElementById("pause").onclick = event => {
  paused = !paused;
  set(event.target, "aria-pressed", String(paused));
};
window.onhashchange = () => {
  show();
  document.getElementById(`${current()?.id}-title`)?.focus();
};
await open();
tick();
