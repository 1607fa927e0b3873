import express from "express";
import { prisma } from "./prisma";
import { loadSettings } from "./settings";

const app = express();

app.get("/users", async (_req, res) => {
  res.json(await prisma.user.findMany());
});

async function start(): Promise<void> {
  const settings = await loadSettings();
  const server = app.listen(settings.port, () => {
    console.log(`listens on ${settings.port}`);
  });
  server.keepAliveTimeout = 65_000;
}

start();
