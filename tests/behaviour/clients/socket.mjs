// Tries to connect to a Socket.IO server, as a page of some origin would, and prints what came of each attempt:
// node socket.mjs URL '[{"transport": "websocket", "origin": "https://a.example"}]'
// The packages are found from the working directory.
import { createRequire } from "node:module";
import { join } from "node:path";

const { io } = createRequire(join(process.cwd(), "package.json"))("socket.io-client");
const [url, attempts] = process.argv.slice(2);

function attempt({ transport, origin }) {
  return new Promise((resolve) => {
    const socket = io(url, {
      transports: [transport],
      extraHeaders: origin ? { origin } : {},
      reconnection: false,
      timeout: 10_000,
      forceNew: true,
      // an edge in a test signs its certificate itself
      rejectUnauthorized: false,
    });
    const end = (result) => {
      socket.disconnect();
      resolve(result);
    };
    socket.on("connect_error", (error) => {
      // polling: the status is the description; websocket: it stands in the message of the event
      const status = error.description?.message?.match(/\d{3}$/)?.[0] ?? error.description;
      end({ connected: false, joined: null, status: Number(status) || null });
    });
    // Connected is who is heard: the server answers this message
    socket.on("connect", () => {
      socket.timeout(10_000).emit("join_ward", { ward: "A" }, (late, reply) => {
        end({ connected: true, joined: late ? null : reply.joined, status: null });
      });
    });
  });
}

console.log(JSON.stringify(await Promise.all(JSON.parse(attempts).map(attempt))));
