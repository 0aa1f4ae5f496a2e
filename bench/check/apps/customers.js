// The customers of failures.py: connections of HTTP/1.1 and HTTP/2, each with so many requests per second whatever the answers
// do: GET, PUT and POST, small and large. Each request has an id, and an answer counts only if it is whole and that id's.
//
// node customers.js PORT RATE KIND...   a kind is path,protocol,connections such as /h1,2,1
//
// Begins at once; ends with its input, and prints what each kind saw as one line of JSON.
'use strict';
const http = require('http');
const http2 = require('http2');

const [port, rate, ...kinds] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const PATIENCE = 15_000;
const REFUSED = http2.constants.NGHTTP2_REFUSED_STREAM;
const BODIES = [Buffer.alloc(200, 'b'), Buffer.alloc(20_000, 'c'), Buffer.alloc(150_000, 'd')]; // the last is more than is held in memory
const SIZES = [100, 2_000, 60_000];
let count = 0;

function pick(of) {
  const chance = Math.random();
  return of[chance < 0.8 ? 0 : chance < 0.97 ? 1 : 2];
}

/** What is asked next. */
function next(path) {
  const chance = Math.random();
  const method = chance < 0.65 ? 'GET' : chance < 0.75 ? 'PUT' : 'POST';
  const id = `${process.pid}-${(count++).toString(36)}`;
  const size = pick(SIZES);
  return { id, method, path: `${path}?size=${size}&id=${id}`, size, body: method === 'GET' ? Buffer.alloc(0) : pick(BODIES), begun: 0 };
}

/** One answer on its way, from either protocol. */
class Answer {
  constructor(asked, tell) {
    this.asked = asked;
    this.tell = tell;
    this.length = 0;
    this.text = '';
    this.timer = setTimeout(() => this.over('no answer'), PATIENCE);
  }

  head(status, fields) {
    this.status = status;
    this.fields = fields;
  }

  piece(piece) {
    if (this.text.length < this.asked.id.length) {
      this.text += piece.toString('latin1', 0, 100);
    }
    this.length += piece.length;
  }

  /** @param problem what broke; undefined where the answer came to its end */
  over(problem) {
    if (this.timer) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.tell(this.asked, problem ? `${problem}${this.status ? ' behind the head' : ''}` : this.fault(), this);
    }
  }

  fault() {
    const { asked, fields } = this;
    if (this.status !== 200) {
      return `${this.status} ${fields['proxy-status'] || 'of the backend'}`;
    }
    if (fields['x-id'] !== asked.id || !this.text.startsWith(asked.id)) {
      return `another's answer: ${fields['x-id']} with ${this.text.slice(0, 40)} to ${asked.id}`;
    }
    if (Number(fields['x-got']) !== asked.body.length) {
      return `the backend got ${fields['x-got']} of ${asked.body.length}`;
    }
    return this.length === asked.size ? undefined : `${this.length} of ${asked.size} bytes, taken for all`;
  }
}

/** One HTTP/1.1 connection: what is due while it is in use goes next. */
class One {
  constructor(path, tell) {
    this.path = path;
    this.tell = tell;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    this.due = 0;
    this.busy = false;
  }

  ask() {
    this.due++;
    this.go();
  }

  go() {
    if (this.busy || this.due === 0) {
      return;
    }
    this.due--;
    this.busy = true;
    const asked = next(this.path);
    const answer = new Answer(asked, (...result) => {
      this.tell(...result);
      this.busy = false;
      setImmediate(() => this.go());
    });
    asked.begun = performance.now();
    const headers = { 'x-id': asked.id, ...(asked.method === 'GET' ? {} : { 'content-length': asked.body.length }) };
    const request = http.request(`${origin}${asked.path}`, { agent: this.agent, method: asked.method, headers });
    request.on('error', (e) => answer.over(e.code || e.message));
    request.on('response', (response) => {
      answer.head(response.statusCode, response.headers);
      response.on('data', (piece) => answer.piece(piece));
      response.on('error', (e) => answer.over(e.code || e.message));
      response.on('end', () => answer.over(response.complete ? undefined : 'cut off'));
    });
    request.end(asked.body);
  }

  waits() {
    return this.busy;
  }

  close() {
    this.agent.destroy();
  }
}

/** One HTTP/2 connection. */
class Two {
  constructor(path, tell) {
    this.path = path;
    this.tell = tell;
    this.open = 0;
  }

  ask() {
    this.open++;
    this.send(next(this.path), true);
  }

  send(asked, first) {
    if (!this.session || this.session.closed || this.session.destroyed) {
      this.session = http2.connect(origin, { settings: { initialWindowSize: 1 << 20 } });
      this.session.on('error', () => {});
    }
    const answer = new Answer(asked, (...result) => {
      this.open--;
      this.tell(...result);
    });
    asked.begun = performance.now();
    const stream = this.session.request({ ':method': asked.method, ':path': asked.path, 'x-id': asked.id }, { endStream: asked.method === 'GET' });
    stream.on('response', (fields) => answer.head(fields[':status'], fields));
    stream.on('data', (piece) => answer.piece(piece));
    stream.on('error', (e) => stream.rstCode === REFUSED || answer.over(e.message));
    stream.on('aborted', () => stream.rstCode === REFUSED || answer.over('aborted'));
    stream.on('close', () => {
      if (stream.rstCode === REFUSED && first) { // it was not looked at, as behind a GOAWAY: every client asks again
        clearTimeout(answer.timer);
        this.send(asked, false);
      } else {
        answer.over(stream.rstCode === 0 ? undefined : `reset ${stream.rstCode}`);
      }
    });
    if (asked.method !== 'GET') {
      stream.end(asked.body);
    }
  }

  waits() {
    return this.open > 0;
  }

  close() {
    this.session?.destroy();
  }
}

const connections = [];
const seen = kinds.map((kind) => {
  const [path, protocol, many] = kind.split(',');
  const found = { path, requests: {}, times: [], posts: [], failures: [] };
  const tell = (asked, problem) => {
    found.requests[asked.method] = (found.requests[asked.method] || 0) + 1;
    const took = performance.now() - asked.begun;
    if (asked.method === 'POST') {
      found.posts.push(asked.id);
    } else {
      found.times.push(Math.round(took * 10) / 10);
    }
    if (problem) {
      found.failures.push({ id: asked.id, method: asked.method, why: problem, at: Date.now() / 1000, took });
    }
  };
  for (let i = 0; i < Number(many); i++) {
    connections.push(protocol === '2' ? new Two(path, tell) : new One(path, tell));
  }
  return found;
});

const begun = performance.now();
let asked = 0;
const pace = setInterval(() => {
  for (const due = ((performance.now() - begun) / 1000) * Number(rate); asked < due; asked++) {
    connections.forEach((connection) => connection.ask());
  }
}, 5);
console.log('begun');
process.stdin.resume().on('end', () => {
  clearInterval(pace);
  connections.forEach((connection) => (connection.due = 0));
  const end = setInterval(() => {
    if (!connections.some((connection) => connection.waits())) {
      clearInterval(end);
      connections.forEach((connection) => connection.close());
      console.log(JSON.stringify(seen));
    }
  }, 20);
});
