const express = require("express");
const next = require("next");

const pages = next({ dev: process.env.NODE_ENV !== "production" });

pages.prepare().then(() => {
  const server = express();
  server.get("/api/orders", (req, res) => res.json([]));
  server.all("*", (req, res) => pages.getRequestHandler()(req, res));
  server.listen(3000);
});
