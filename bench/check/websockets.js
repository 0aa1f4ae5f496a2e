// WebSockets through a running Gatehouse whose only route leads to http://127.0.0.1:PORT:
//
//   npm install ws && NODE_PATH=node_modules node bench/check/websockets.js PORT wss://localhost:8443/ COUNT BYTES [PID]
//
// Starts a server on PORT that sends every message back, opens COUNT WebSockets through the URL, and has each send one
// message of BYTES in one frame and wait for it. With Gatehouse's PID it tells how much memory the process took.
const {WebSocketServer, WebSocket} = require('ws');
const {readFileSync} = require('fs');

const [port, url, count, bytes, pid] = process.argv.slice(2);
const rss = () => pid ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) >> 10 : 0;
const server = new WebSocketServer({host: '127.0.0.1', port: Number(port), perMessageDeflate: false, maxPayload: 1 << 30});
server.on('connection', socket => socket.on('message', (data, binary) => socket.send(data, {binary})));

function one(message) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {rejectUnauthorized: false, perMessageDeflate: false, maxPayload: 1 << 30});
    let same = false;
    socket.on('open', () => socket.send(message));
    socket.on('message', data => { same = message.equals(data); socket.close(1000); });
    socket.on('close', code => code === 1000 && same ? resolve() : reject(new Error(`closed with ${code}, same: ${same}`)));
    socket.on('error', reject);
  });
}

(async () => {
  const message = Buffer.alloc(Number(bytes));
  for (let i = 0; i < message.length; i++) message[i] = i * 31 + (i >> 10);
  const before = rss();
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, rss()); }, 100);
  const begun = Date.now();
  await Promise.all(Array.from({length: Number(count)}, () => one(message)));
  clearInterval(watch);
  console.log(`${count} WebSockets, ${bytes} bytes each way, all equal, in ${(Date.now() - begun) / 1000} s; ` +
    `RSS ${before} MiB before, ${most} MiB at most`);
  process.exit(0);
})().catch(failure => { console.error(failure); process.exit(1); });
