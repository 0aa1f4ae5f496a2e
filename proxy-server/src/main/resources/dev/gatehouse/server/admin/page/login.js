// Who we are: the dialogs for logging in and for being sure, and orders to the server.

import * as api from "./api.js";
import {say} from "./dom.js";

const by = id => document.getElementById(id);
let standing = {read: true, change: true, login: false};
let changed = () => {};

// Whether buttons that change something are of use; they ask for a login where one helps.
export function mayChange() {
  return standing.change || standing.login;
}

// Asks the server what we may, shows the button for it, and says whether anything may be read.
export async function look() {
  standing = await api.standing();
  by("login").hidden = !standing.login;
  say(by("login"), api.isLoggedIn() ? "Log out" : "Log in");
  return standing;
}

export function start(whenChanged) {
  changed = whenChanged;
  by("login").onclick = async () => {
    if (api.isLoggedIn()) {
      await api.logOut();
      await look();
      changed();
    } else {
      ask();
    }
  };
  by("login-cancel").onclick = () => by("login-dialog").close();
  by("login-form").onsubmit = event => {
    event.preventDefault();
    send();
  };
}

export function ask() {
  if (!by("login-dialog").open) {
    say(by("login-problem"), "");
    by("login-dialog").showModal();
  }
}

async function send() {
  try {
    await api.logIn(by("token").value);
  } catch (problem) {
    say(by("login-problem"), problem.message);
    by("token").select();
    return;
  }
  by("token").value = "";
  by("login-dialog").close();
  await look();
  changed();
}

export function notice(text) {
  say(by("notice"), text);
}

// Asks whether it is meant; true if so.
export function confirm(question) {
  const dialog = by("confirm-dialog");
  say(by("confirm-question"), question);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise(done => {
    dialog.onclose = () => done(dialog.returnValue === "yes");
  });
}

// Has the server do something and says what came of it; null if it did not.
export async function order(path, what) {
  if (!standing.change) {
    ask();
    return null;
  }
  try {
    const answer = await api.post(path, what);
    notice(typeof answer === "string" ? answer : [answer.summary ?? "Done.", answer.note].filter(each => each).join(" "));
    changed();
    return answer;
  } catch (problem) {
    if (problem.status === 401) {
      await look();
      ask();
    }
    const problems = problem.json?.problems?.map(each => each.text) ?? [problem.message];
    notice(`Refused: ${problems[0]}${problems.length > 1 ? `, and ${problems.length - 1} more` : ""}`);
    changed();
    return null;
  }
}
