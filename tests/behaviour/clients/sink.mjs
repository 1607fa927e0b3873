// Takes whatever is sent to it, and says it line by line: node sink.mjs PORT
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  const packed = request.headers["content-encoding"] === "gzip";
  console.log(`${request.method} ${request.url}`);
  console.log(String(packed ? gunzipSync(body) : body));
  response.end("{}");
})
  // as the proxy of a client
  .on("connect", (request, socket) => {
    console.log(`${request.method} ${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
