import express from "express";
import http from "node:http";
import dataSource from "./data-source.js";

const app = express();
const server = http.createServer(app);

dataSource.initialize().catch(console.error);

app.get("/", (req, res) => res.send("hello"));

server
  .listen(process.env.PORT)
  .on("listening", () => console.log("up"));
