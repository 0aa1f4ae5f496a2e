// The backend of floods.py: reads what comes, answers with a line, or with 16 MiB under /big.
const http = require("http");

const big = Buffer.alloc(16 << 20, "x");
http
  .createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.on("error", () => {});
    request.resume();
    request.on("end", () => response.end(request.url === "/big" ? big : "flooded\n"));
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
