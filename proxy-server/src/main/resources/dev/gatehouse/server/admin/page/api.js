// What the page asks the admin API.

const KEY = "gatehouse-session";

// Only this page, from this port, ever sees it: a cookie would go to every port of the host, and
// so through the proxy to the backends.
let session = sessionStorage.getItem(KEY);

// An answer that is not 200; its message is the server's. Status 0: there was none.
export class Refused extends Error {
  constructor(status, message, json) {
    super(message);
    this.status = status;
    this.json = json;
  }
}

function authorization() {
  return session ? {authorization: `Bearer ${session}`} : {};
}

async function answer(response) {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  const json = isJson ? JSON.parse(text) : null;
  if (response.status === 401 && session) {
    forget();
  }
  if (!response.ok) {
    throw new Refused(response.status, json ? "refused" : text.trim(), json);
  }
  return json ?? text.trim();
}

async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Refused(0, "no answer"); // a browser does not say why
  }
}

export async function get(path) {
  return answer(await ask(path, {headers: authorization()}));
}

export async function post(path, order) {
  return answer(await ask(path, {
    method: "POST",
    headers: {"content-type": "application/json", ...authorization()},
    body: JSON.stringify(order),
  }));
}

// What we may: {read, change, by, login, why}.
export function standing() {
  return get("/api/v1/session");
}

export async function logIn(token) {
  session = null; // a key that is over must not speak for the token
  session = (await post("/api/v1/session", {token})).key;
  sessionStorage.setItem(KEY, session);
}

export async function logOut() {
  await post("/api/v1/session/end", {});
  forget();
}

export function isLoggedIn() {
  return session !== null;
}

function forget() {
  session = null;
  sessionStorage.removeItem(KEY);
}
