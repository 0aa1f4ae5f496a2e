// A unified difference with its lines told apart by sign and colour.

import {el} from "./dom.js";

export function kind(line) {
  if (line.startsWith("@@") || line.startsWith("---") || line.startsWith("+++")) {
    return "place";
  }
  return line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : null;
}

export function diff(text) {
  const lines = (text ?? "").replace(/\n$/, "").split("\n");
  return el("pre", {tabindex: "0"}, lines.map(line => el("span", {class: kind(line)}, line)));
}
