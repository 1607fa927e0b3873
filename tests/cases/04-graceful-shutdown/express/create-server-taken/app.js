const express = require("express");

function createServer() {
  const app = express();
  app.get("/", (req, res) => res.send("up"));
  return app;
}

const app = createServer();

app.listen(3000);
