const express = require("express");

module.exports = class Rota {
  constructor() {
    this.app = express();
    this.app.use(express.json());
    this.routes();
    this.errors();
  }

  routes() {
    this.app.get("/shifts", (req, res) => res.json([]));
  }

  errors() {
    this.app.use((error, req, res, next) => {
      res.status(500).json({ message: "failed" });
    });
  }

  open() {
    this.app.listen(3000);
  }
};
