import express from "express";

import { config } from "./config/index.js";
import load from "./loaders/index.js";

async function startServer() {
  const app = express();

  await load({ expressApp: app });

  app
    .listen(config.port, () => {
      console.log(`wiki on ${config.port}`);
    })
    .on("error", (error) => {
      console.error(error);
      process.exit(1);
    });
}

startServer();
