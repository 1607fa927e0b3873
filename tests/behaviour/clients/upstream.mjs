// Services behind an edge: each says what it was asked; `…/events` sends three events, and what upgrades is echoed.
// node upstream.mjs PORT…
import { createServer } from "node:http";

const ports = process.argv.slice(2).map(Number);

function events(response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(`data: ${(sent += 1)}\n\n`);
    if (sent === 3) {
      clearInterval(timer);
      response.end();
    }
  }, 300);
}

for (const port of ports) {
  createServer(async (request, response) => {
    if (request.url.endsWith("/events")) {
      return events(response);
    }
    let size = 0;
    for await (const part of request) {
      size += part.length;
    }
    if (request.url.endsWith("/framed")) {
      response.setHeader("X-Frame-Options", "DENY");
    }
    response.end(JSON.stringify({ port, url: request.url, size, headers: request.headers }));
  })
    .on("upgrade", (request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
      socket.on("data", (data) => socket.write(data));
    })
    .listen(port, "127.0.0.1");
}
