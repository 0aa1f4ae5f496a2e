// WebSockets and gRPC streams that stay open: the server of both, or a client that holds many and talks on each.
//
//   node streams.js serve HTTP1_PORT HTTP2_PORT
//   node streams.js hold PROXY_PORT COUNT        until its input ends; then says as JSON what became of them
'use strict';
const crypto = require('crypto');
const http = require('http');
const http2 = require('http2');
const net = require('net');

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const [role, port, other] = process.argv.slice(2);

// The frames of WebSockets with less than 126 bytes; the client's are masked.
function frame(opcode, payload, mask) {
  const head = Buffer.from([0x80 | opcode, (mask ? 0x80 : 0) | payload.length]);
  if (!mask) return Buffer.concat([head, payload]);
  const key = crypto.randomBytes(4);
  return Buffer.concat([head, key, payload.map((byte, i) => byte ^ key[i & 3])]);
}

function frames(socket, told) {
  let rest = Buffer.alloc(0);
  socket.on('data', piece => {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      const masked = rest.length > 1 && (rest[1] & 0x80) !== 0;
      const begin = masked ? 6 : 2;
      const length = rest.length > 1 ? rest[1] & 0x7f : 0;
      if (rest.length < 2 || rest.length < begin + length) return;
      const payload = rest.subarray(begin, begin + length);
      told(rest[0] & 15, masked ? payload.map((byte, i) => byte ^ rest[2 + (i & 3)]) : Buffer.from(payload));
      rest = rest.subarray(begin + length);
    }
  });
}

function serve() {
  const plain = http.createServer((_, response) => response.end('hello\n'));
  plain.keepAliveTimeout = 60_000;
  plain.on('upgrade', (request, socket) => {
    const accept = crypto.createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
    frames(socket, (opcode, payload) => {
      socket.write(frame(opcode, payload, false));
      if (opcode === 8) socket.end();
    });
    socket.on('error', () => {});
  });
  plain.listen(Number(port), '127.0.0.1');
  const calls = http2.createServer();
  calls.on('stream', stream => {
    stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
    stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '0'}));
    stream.on('data', piece => stream.write(piece));
    stream.on('end', () => stream.end());
    stream.on('error', () => {});
  });
  calls.listen(Number(other), '127.0.0.1');
}

const tally = {websockets: 0, calls: 0, messages: 0, lost: 0, cut: 0, ended: 0};

// One conversation: a message every half second; each comes back, in order.
function talk(send, first) {
  const waiting = first ? [first] : [];
  const timer = setInterval(() => {
    const message = crypto.randomBytes(20).toString('hex');
    waiting.push(message);
    send(Buffer.from(message));
  }, 500);
  return {
    heard(payload) {
      if (payload.toString() === waiting.shift()) tally.messages++;
      else tally.lost++;
    },
    stop() { clearInterval(timer); },
    end() { tally.lost += waiting.length; waiting.length = 0; },
  };
}

let ending = false;

function webSocket() {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(
      'GET /ws HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: ${crypto.randomBytes(16).toString('base64')}\r\n\r\n`));
    socket.on('error', reject);
    socket.once('data', head => {
      if (!head.toString().startsWith('HTTP/1.1 101')) return reject(new Error(head.toString()));
      tally.websockets++;
      const talking = talk(message => socket.write(frame(1, message, true)));
      frames(socket, (opcode, payload) => {
        if (opcode === 1) talking.heard(payload);
        if (opcode === 8) { if (ending) tally.ended++; else tally.cut++; }
      });
      socket.on('close', () => { talking.stop(); talking.end(); if (!ending) tally.cut++; });
      resolve(() => { talking.stop(); socket.write(frame(8, Buffer.from([3, 232]), true)); });
    });
  });
}

function call(session) {
  return new Promise((resolve, reject) => {
    const stream = session.request({':method': 'POST', ':path': '/grpc.Echo/Talk', ':authority': 'a.test',
      'content-type': 'application/grpc', te: 'trailers'});
    const message = payload => Buffer.concat([Buffer.from([0, 0, 0, 0, payload.length]), payload]);
    const talking = talk(payload => stream.write(message(payload)), 'begin');
    stream.on('response', headers => {
      if (headers[':status'] !== 200 || headers['grpc-status'] !== undefined) reject(new Error(JSON.stringify(headers)));
      tally.calls++;
      resolve(() => { talking.stop(); stream.end(); });
    });
    let rest = Buffer.alloc(0);
    stream.on('data', piece => {
      rest = Buffer.concat([rest, piece]);
      for (let length; rest.length >= 5 && rest.length >= 5 + (length = rest.readUInt32BE(1)); rest = rest.subarray(5 + length)) {
        talking.heard(Buffer.from(rest.subarray(5, 5 + length)));
      }
    });
    let status;
    stream.on('trailers', trailers => { status = trailers['grpc-status']; });
    stream.on('close', () => { talking.stop(); talking.end(); if (ending && status === '0') tally.ended++; else tally.cut++; });
    stream.on('error', reject);
    stream.write(message(Buffer.from('begin')));
  });
}

async function hold() {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  session.on('error', failure => console.error(failure));
  const ends = [];
  for (let i = 0; i < Number(other); i++) ends.push(await webSocket(), await call(session));
  console.log('open');
  process.stdin.resume();
  process.stdin.on('end', () => setTimeout(() => {
    ending = true;
    ends.forEach(end => end());
    setTimeout(() => { console.log(JSON.stringify(tally)); process.exit(0); }, 2000);
  }, 600));
}

if (role === 'serve') serve();
else hold().catch(failure => { console.error(failure); process.exit(1); });
