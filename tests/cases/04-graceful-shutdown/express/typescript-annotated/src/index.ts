import { Server } from "http";
import express from "express";

const app = express();
app.get("/", (_req, res) => res.send("up"));

const server: Server = app.listen(process.env.PORT || 3000);

process.on("unhandledRejection", () => {
  server.close();
});
