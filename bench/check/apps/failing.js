// One of the three backends of failures.py: HTTP/1.1 on one port, cleartext HTTP/2 on another, and misbehaviour on demand.
// What comes on the standard input, a word per line, is how it behaves from then on; it says the word back once it does so.
// Every POST is written to the log before anything is answered, by a write that outlives a kill -9.
'use strict';
const fs = require('fs');
const http = require('http');
const http2 = require('http2');
const net = require('net');
const readline = require('readline');

const [name, logFile, port, h2Port] = process.argv.slice(2);
const log = fs.openSync(logFile, 'a');
const sockets = new Set();
let mode = 'well';
let ending = false;
let accepted;

const between = (least, most) => least + Math.random() * (most - least);

function content(request) {
  const size = Number(new URL(request.url, 'http://a').searchParams.get('size')) || 100;
  return `${request.headers['x-id']} ${name} `.padEnd(size, 'x');
}

/** What the client checks: whose request it was, how much of it came. */
function fields(request, length, body) {
  const known = Number.parseInt(request.headers['x-id'].slice(-1), 36) % 4 !== 0; // a quarter is sent without a length
  return { 'x-id': request.headers['x-id'], 'x-got': length, ...(known ? { 'content-length': Buffer.byteLength(body) } : {}) };
}

/** Cuts the connection off, by FIN or by RST. */
function cut(request, reset) {
  const socket = request.raw;
  if (reset) {
    socket.resetAndDestroy();
  } else {
    socket.destroy();
  }
}

function answer(request, response, length) {
  if (ending && !response.stream) {
    response.shouldKeepAlive = false; // says Connection: close
  }
  if (request.url === '/health') {
    response.end('well\n');
    return;
  }
  const body = content(request);
  const head = fields(request, length, body);
  switch (mode) {
    case 'reset-request':
      return cut(request, true);
    case 'unavailable':
      response.writeHead(503, { 'x-id': request.headers['x-id'] });
      return response.end('unavailable\n');
    case 'half-head':
      if (response.stream) {
        return response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      }
      return request.raw.end('HTTP/1.1 200 OK\r\nContent-Le');
    case 'half-body':
      response.writeHead(200, { ...head, 'content-length': Buffer.byteLength(body) });
      response.write(body.slice(0, body.length >> 1));
      return setTimeout(() => (response.stream ? response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
        : cut(request, Math.random() < 0.5)), 1);
    case 'slow':
      return setTimeout(() => {
        response.writeHead(200, head);
        response.write(body.slice(0, 10));
        setTimeout(() => response.end(body.slice(10)), between(50, 200));
      }, between(200, 600));
    default:
      response.writeHead(200, head);
      response.end(body);
  }
}

function serve(request, response) {
  request.raw = request.stream ? request.stream.session.raw : request.socket;
  request.raw.busy = (request.raw.busy || 0) + 1;
  request.on('error', () => {});
  response.on('error', () => {});
  if (request.method === 'POST') {
    fs.writeSync(log, `${request.headers['x-id']} ${name}\n`);
  }
  let length = 0;
  request.on('data', (piece) => {
    length += piece.length;
  });
  request.on('end', () => answer(request, response, length));
  response.on('close', () => {
    request.raw.busy--;
    if (ending && !request.stream) {
      request.raw.end();
    }
  });
}

/** Gives each connection to its protocol's server, unless none is wanted. */
function accept(server) {
  return net.createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    if (mode === 'reset-accept') {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    accepted = socket;
    server.emit('connection', socket);
  });
}

/** Ends connections that nothing is asked on, as a backend whose patience is shorter than the proxy's. */
function closeIdle() {
  for (const socket of sockets) {
    if (!socket.session) {
      if (!socket.busy && Math.random() < 0.2) {
        socket.destroy();
      }
    } else if (Math.random() < 0.02) {
      socket.session.close(); // GOAWAY, and what is under way is finished
    } else if (socket.busy === 0 && Math.random() < 0.1) {
      socket.destroy();
    }
  }
}

const one = http.createServer({ keepAliveTimeout: 60_000 }, serve);
const two = http2.createServer(serve);
two.on('session', (session) => {
  session.raw = accepted; // told from within its emit
  session.raw.session = session;
  session.on('error', () => {});
});
const entrances = [accept(one).listen(Number(port), '127.0.0.1'), accept(two).listen(Number(h2Port), '127.0.0.1')];
entrances[1].on('listening', () => console.log('ready'));
setInterval(() => mode === 'idle-close' && closeIdle(), 5);

readline.createInterface({ input: process.stdin }).on('line', (word) => {
  mode = word;
  if (mode === 'reset-accept') {
    sockets.forEach((socket) => socket.resetAndDestroy());
  }
  console.log(word);
}).on('close', () => process.exit(0));

// As most frameworks do it: nothing new, what is under way is finished.
process.on('SIGTERM', () => {
  if (mode === 'rude' || ending) {
    process.exit(0);
  }
  ending = true;
  entrances.forEach((entrance) => entrance.close());
  sockets.forEach((socket) => (socket.session ? socket.session.close() : socket.busy || socket.destroy()));
  setInterval(() => sockets.size === 0 && process.exit(0), 10);
  setTimeout(() => process.exit(0), 2000);
});
