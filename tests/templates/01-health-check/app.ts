import express from "express";
<% if databases | length < 2 %>

const app = express();

"mount-health.ts";

app.use(express.json());
<% else %>
<% if name != "pools" %>

const redis = { ping: () => Promise.resolve("PONG") };
<% endif %>

function start() {
  const web = express();

  "mount-health.ts";

  web.use(express.json());
}

start();
<% endif %>
