// Clients of every kind that ask without a pause and note every request that does not get its very answer; and, with the
// argument `origin PORT`, the backend that answers them. Ends with what was counted, as JSON, when its standard input ends.
const http = require('http'), https = require('https'), http2 = require('http2');

if (process.argv[2] === 'origin') {
  http.createServer((request, response) => {
    let content = '';
    request.setEncoding('utf8');
    request.on('data', piece => { content += piece; });
    request.on('end', () => {
      const answer = request.method === 'POST' ? content : request.headers['x-id'];
      setTimeout(() => response.end(answer), request.url === '/slow' ? 1500 : Math.random() * 5);
    });
  }).listen(+process.argv[3], '127.0.0.1');
} else {
  clients(...process.argv.slice(2).map(Number));
}

function clients(web, secure) {
  const counts = {}, failures = [];
  let ending = false, number = 0, longest = 0, running = 0, again = 0;

  function note(kind, began, problem) {
    counts[kind] = (counts[kind] || 0) + 1;
    longest = Math.max(longest, Date.now() - began);
    if (problem) failures.push(`${kind}: ${problem}`);
  }

  async function customer(kind, ask) {
    running++;
    while (!ending) {
      const began = Date.now();
      try {
        const id = `${kind}-${++number}`;
        const answer = await ask(id, number % 3 === 0);
        note(kind, began, answer === id ? null : `answer ${JSON.stringify(answer)} to ${id}`);
      } catch (error) {
        // nobody listens: there is no request that could have been lost
        const refused = /ECONNREFUSED/.test(error.message);
        note(refused ? 'refused' : kind, began, refused ? null : String(error.stack));
        await new Promise(next => setTimeout(next, 20));
      }
    }
    if (--running === 0) {
      console.log(JSON.stringify({counts, failures: failures.slice(0, 20), failed: failures.length, longest, again}));
      process.exit();
    }
  }

  function http1(client, port, agent, path) {
    const ask = (id, posts) => new Promise((good, bad) => {
      const options = {port, agent, path, host: '127.0.0.1', method: posts ? 'POST' : 'GET', headers: {'x-id': id}, rejectUnauthorized: false};
      const request = client.request(options, response => {
        let content = '';
        response.setEncoding('utf8');
        response.on('data', piece => { content += piece; });
        response.on('end', () => response.complete ? good(response.statusCode === 200 ? content : `${response.statusCode} ${content}`) : bad(new Error('cut')));
        response.on('error', bad);
      });
      request.on('error', error => {
        error.repeatable = request.reusedSocket && !request.res && !posts;
        bad(error);
      });
      request.end(posts ? id : undefined);
    });
    // over HTTP/1 nobody can say that a kept connection is about to end: a GET that finds it closed is asked again
    return repeated(ask, error => error.repeatable);
  }

  function repeated(ask, mayRepeat) {
    return async (id, posts) => {
      for (;;) {
        try {
          return await ask(id, posts);
        } catch (error) {
          if (!mayRepeat(error)) throw error;
          again++;
        }
      }
    };
  }

  function overHttp2() {
    let session = null;
    const open = () => {
      session = http2.connect(`https://127.0.0.1:${secure}`, {rejectUnauthorized: false});
      const mine = session;
      mine.on('error', () => {}); // its requests tell
      const over = () => { if (session === mine) session = null; };
      mine.on('goaway', over);
      mine.on('close', over);
    };
    const ask = (id, posts) => new Promise((good, bad) => {
      if (!session || session.closed || session.destroyed) open();
      const request = session.request({':path': '/', ':method': posts ? 'POST' : 'GET', 'x-id': id});
      let content = '', status = 0;
      request.setEncoding('utf8');
      request.on('response', headers => { status = headers[':status']; });
      request.on('data', piece => { content += piece; });
      request.on('end', () => good(status === 200 ? content : `${status} ${content}`));
      request.on('error', bad);
      request.end(posts ? id : undefined);
    });
    // what a server refuses it has not touched, and every client of HTTP/2 asks again (RFC 9113, section 8.7)
    return repeated(ask, error => /REFUSED_STREAM/.test(error.message));
  }

  const kept = {keepAlive: true, maxSockets: 1};
  for (let i = 0; i < 4; i++) {
    customer('HTTP/1, new connections', http1(http, web, false, '/'));
    customer('HTTP/1, kept', http1(http, web, new http.Agent(kept), '/'));
    customer('HTTP/1, slow answers', http1(http, web, false, '/slow'));
    customer('TLS, kept', http1(https, secure, new https.Agent(kept), '/'));
  }
  for (let i = 0; i < 2; i++) {
    customer('TLS, new connections', http1(https, secure, false, '/'));
    const ask = overHttp2();
    for (let stream = 0; stream < 3; stream++) customer('HTTP/2', ask);
  }
  process.stdin.on('end', () => { ending = true; }).resume();
}
