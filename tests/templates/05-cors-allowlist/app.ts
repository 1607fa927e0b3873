<% if sockets %>
import { createServer } from "node:http";
<% endif %>
import cors from "cors";
import express from "express";
<% if sockets %>
import { Server } from "socket.io";
<% endif %>

const app = express();

app.use(cors({ origin: "origins.ts", credentials: true }));
app.options("/reports", cors("cors-options.ts"));
<% if sockets %>

const server = createServer(app);

new Server(server, {
  cors: { origin: "origins.ts" },
  allowRequest: "allow-request.ts",
});
<% endif %>
