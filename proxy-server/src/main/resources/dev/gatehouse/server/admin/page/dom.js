// Making and changing elements. Text is only ever set as text, so nothing that a configuration,
// a backend or a client wrote can become markup.

const SVG = "http://www.w3.org/2000/svg";

// An element: `el("button", {class: "small", onclick: f}, "Drain")`. Attributes that are null,
// undefined or false are left out; those beginning with "on" listen.
export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    set(node, key, value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

// Sets an attribute, or takes it away; touches nothing that is right already.
export function set(node, key, value) {
  if (key.startsWith("on")) {
    node[key] = value;
  } else if (value === null || value === undefined || value === false) {
    node.removeAttribute(key);
  } else {
    const text = value === true ? "" : String(value);
    if (node.getAttribute(key) !== text) {
      node.setAttribute(key, text);
    }
  }
}

// Sets the text of an element unless it is that already: a screen reader is not told again, and
// what somebody has marked stays marked.
export function say(node, text) {
  const wanted = String(text ?? "");
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
}

// Makes the children of `parent` those of `items`, in their order. What has the same key stays the
// same element and is only updated, so that focus survives.
//   key(item): text; make(item): element; update(element, item)
export function sync(parent, items, key, make, update) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let child = known.get(name);
    known.delete(name);
    if (!child) {
      child = make(item);
      child.dataset.key = name;
    }
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
    update(child, item);
  }
  known.forEach(child => child.remove());
}

// A table: columns are {title, number?}. Returns the elements to hang in and to fill. A caption that
// only repeats the heading above it is for screen readers alone.
export function table(caption, columns, {unseen = false} = {}) {
  const body = el("tbody");
  const head = columns.map(column =>
    el("th", {scope: "col", class: column.number ? "number" : null}, column.title));
  const node = el("div", {class: "scroll"},
    el("table", null, el("caption", {class: unseen ? "unseen" : null}, caption), el("thead", null, el("tr", null, head)), body));
  return {node, body};
}

// A row with a cell per column, the first of which names it.
export function row(columns) {
  return el("tr", null, columns.map((column, i) => i === 0
    ? el("th", {scope: "row", class: "name"})
    : el("td", {class: column.number ? "number" : null})));
}

export function badge(node, kind, text) {
  set(node, "class", `badge ${kind}`);
  say(node, text);
}
