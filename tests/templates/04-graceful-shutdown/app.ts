<% if closing %>
import { createServer } from "node:http";
<% endif %>
import express from "express";

const app = express();
<% if closing %>

const redis = { quit: (): Promise<string> => Promise.resolve("OK") };
<% endif %>

"server.ts";

"mount-shutdown.ts";

"receiver.ts".listen(0);
