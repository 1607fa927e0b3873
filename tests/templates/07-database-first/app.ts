<% if syncs %>
import { createServer } from "node:http";
<% endif %>
import express from "express";

const app = express();

"server.ts";

"receiver.ts".keepAliveTimeout = 65000;

"start-call.ts";
