const express = require("express");
const http = require("http");

class Api {
  constructor() {
    this.app = express();
    this.app.use((req, res, next) => {
      res.on("finish", () => console.log(req.method, res.statusCode));
      next();
    });
    this.routes();
  }

  routes() {
    this.app.get("/", (req, res) => res.send("ok"));
    this.app.use("/orders", (req, res) => res.json([]));
  }

  start() {
    http.createServer(this.app).listen(3000);
  }
}

new Api().start();
