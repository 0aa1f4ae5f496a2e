// A small application in Node: answers GET with what was asked, and POST with what came.
'use strict';
const crypto = require('crypto');
const http = require('http');

const server = http.createServer((request, response) => {
  const hash = crypto.createHash('sha256');
  let length = 0;
  request.on('data', (piece) => {
    hash.update(piece);
    length += piece.length;
  });
  request.on('end', () => {
    const body = JSON.stringify({
      server: 'node', method: request.method, url: request.url, length, sha256: hash.digest('hex'),
      client: request.headers['x-forwarded-for'], proto: request.headers['x-forwarded-proto'],
    });
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
