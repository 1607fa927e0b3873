// Connects to a Socket.IO server by one transport, says so, and stays until it is disconnected:
// node stay.mjs URL polling
// The packages are found from the working directory.
import { createRequire } from "node:module";
import { join } from "node:path";

const { io } = createRequire(join(process.cwd(), "package.json"))("socket.io-client");
const [url, transport] = process.argv.slice(2);

const socket = io(url, { transports: [transport], reconnection: false });
socket.on("connect", () => {
  socket.timeout(10_000).emit("join_ward", { ward: "A" }, () => console.log("connected"));
});
socket.on("disconnect", (reason) => console.log(reason));
