const express = require("express");

exports.load = async () => {
  const app = express();
  app.get("/", (req, res) => res.send("up"));
  return app;
};
