import express, { Router } from "express";
import { Server } from "http";

export async function startServer(router: Router, port = 0): Promise<Server> {
  const app = express();
  app.use(router);
  return new Promise((resolve) => {
    const server = app.listen(port, () => resolve(server));
  });
}
