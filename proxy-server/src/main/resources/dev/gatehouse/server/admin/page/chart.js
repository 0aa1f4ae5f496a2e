// A chart of seconds: lines that differ by dash as well as by colour, a cross that follows the
// pointer or the arrow keys, and what it stands on in words.

import {el, say, set, svg, sync} from "./dom.js";
import {linear, window} from "./scale.js";

const WIDTH = 560;
const HEIGHT = 170;
const LEFT = 62;
const RIGHT = WIDTH - 8;
const TOP = 12;
const BOTTOM = HEIGHT - 22;

// The path of a line; the newest value is at the right. What has no place leaves a gap.
export function path(values, at, seconds) {
  let pen = "M";
  let drawn = "";
  values.forEach((value, i) => {
    const place = at(value);
    if (place === null) {
      pen = "M";
    } else {
      drawn += `${pen}${x(values.length - 1 - i, seconds).toFixed(1)} ${y(place).toFixed(1)}`;
      pen = "L";
    }
  });
  return drawn;
}

function x(age, seconds) {
  return RIGHT - (RIGHT - LEFT) * age / (seconds - 1);
}

function y(place) {
  return BOTTOM - (BOTTOM - TOP) * Math.min(1, place);
}

// A chart with a title. `words` puts a value in words, `scale` makes the scale for the greatest
// value. Returns its element and how to draw `series`, a list of {name, values}.
export function chart(title, words, scale = linear) {
  const cross = svg("line", {class: "cross", y1: TOP, y2: BOTTOM, visibility: "hidden"});
  const lines = svg("g");
  const labels = svg("g");
  const picture = svg("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", tabindex: "0"},
    labels, lines, cross);
  const legend = el("ul", {class: "legend", "aria-hidden": "true"});
  const readout = el("p", {class: "readout", "aria-live": "polite"});
  const node = el("div", {class: "card chart"}, el("h3", null, title), picture, legend, readout);
  let shown = [];
  let age = null; // seconds before the newest; null: no cross
  let seconds = 60; // across

  function point() {
    const length = shown[0]?.values.length ?? 0;
    const visible = age !== null && length > 0;
    set(cross, "visibility", visible ? "visible" : "hidden");
    if (!visible) {
      say(readout, "");
      return;
    }
    age = Math.max(0, Math.min(age, length - 1));
    set(cross, "x1", x(age, seconds));
    set(cross, "x2", x(age, seconds));
    const values = shown.map(({name, values: all}) => `${name} ${words(all[length - 1 - age])}`);
    say(readout, `${age === 0 ? "now" : `${age} s ago`}: ${values.join(", ")}`);
  }

  picture.onpointermove = event => {
    const box = picture.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * WIDTH;
    age = Math.round((RIGHT - at) / (RIGHT - LEFT) * (seconds - 1));
    point();
  };
  picture.onpointerleave = picture.onblur = () => {
    age = null;
    point();
  };
  picture.onkeydown = event => {
    const step = {ArrowLeft: 1, ArrowRight: -1, PageUp: 60, PageDown: -60}[event.key];
    if (step) {
      event.preventDefault();
      age = (age ?? -step) + step;
      point();
    }
  };

  function draw(series) {
    shown = series;
    const chosen = scale(Math.max(...series.flatMap(each => each.values), 0));
    seconds = window(series[0].values.length);
    sync(lines, series, each => each.name, () => svg("path"), (line, each) => {
      set(line, "class", `line-${series.indexOf(each)}`);
      set(line, "d", path(each.values, chosen.at, seconds));
    });
    sync(legend, series, each => each.name, each => el("li", null,
      svg("svg", {viewBox: "0 0 28 6"},
        svg("line", {class: `line-${series.indexOf(each)}`, x1: 0, x2: 28, y1: 3, y2: 3, "stroke-width": 2})),
      each.name), () => {});
    axes(labels, chosen, seconds, words);
    const now = series.map(each => `${each.name} ${words(each.values.at(-1) ?? 0)}`);
    set(picture, "aria-label",
      `${title}, ${seconds / 60} min. Now: ${now.join(", ")}. Arrow keys read out values.`);
    point();
  }

  return {node, draw};
}

function axes(labels, {ticks, at}, seconds, words) {
  const marks = ticks.map(value => ({key: `y ${value} of ${ticks.at(-1)}`, value, place: y(at(value) ?? 0)}));
  const ages = [0, seconds / 2, seconds - 1].map(age => ({key: `x ${age}`, age}));
  sync(labels, [...marks, ...ages], mark => mark.key, mark => mark.age === undefined
    ? svg("g", null,
        svg("line", {class: "gridline", x1: LEFT, x2: RIGHT, y1: mark.place, y2: mark.place}),
        svg("text", {x: LEFT - 6, y: mark.place + 4, "text-anchor": "end"}, words(mark.value)))
    : svg("text", {x: x(mark.age, seconds), y: HEIGHT - 6, "text-anchor": anchor(mark.age, seconds)},
        mark.age === 0 ? "now" : `−${ago(Math.round(mark.age))}`),
  () => {});
}

function ago(seconds) {
  return seconds < 60 ? `${seconds} s` : `${Number((seconds / 60).toFixed(1))} min`;
}

function anchor(age, seconds) {
  return age === 0 ? "end" : age === seconds - 1 ? "start" : "middle";
}
