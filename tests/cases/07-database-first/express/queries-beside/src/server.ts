import app from "./app";
import { startSessions, sweepSessions } from "./services/sessions";
import { initSockets } from "./sockets";

const server = app.listen(process.env.PORT, () => {
  console.log(`Listens on ${process.env.PORT}`);
});

initSockets(server);
// sessions that were open when the service ended
startSessions().catch(error => {
  console.error(error);
  process.exit(1);
});
sweepSessions();
