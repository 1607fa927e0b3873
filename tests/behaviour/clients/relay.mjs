// Hands what arrives at a port on to a socket in the file system, which every space of the network has: node relay.mjs PORT PATH
import { connect, createServer } from "node:net";

const [port, path] = process.argv.slice(2);
createServer((client) => {
  const server = connect(path);
  client.pipe(server).pipe(client);
  client.on("error", () => server.destroy());
  server.on("error", () => client.destroy());
}).listen(Number(port), "0.0.0.0", () => console.log("listening"));
