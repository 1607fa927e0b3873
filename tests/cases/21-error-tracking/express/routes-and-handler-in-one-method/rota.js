const express = require("express");

module.exports = class Rota {
  constructor() {
    this.app = express();
    this.app.use(express.json());
    this.init();
  }

  init() {
    this.routes();
    this.app.use((error, req, res, next) => {
      res.status(500).json({ message: "failed" });
    });
  }

  routes() {
    this.app.get("/shifts", (req, res) => res.json([]));
  }

  open() {
    this.app.listen(3000);
  }
};
