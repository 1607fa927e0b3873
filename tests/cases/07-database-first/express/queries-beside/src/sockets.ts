import { Server } from "http";

export const initSockets = (server: Server): void => {
  server.on("upgrade", socket => socket.destroy());
};
