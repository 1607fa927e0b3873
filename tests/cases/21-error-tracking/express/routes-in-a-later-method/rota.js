const express = require("express");

module.exports = class Rota {
  constructor() {
    this.app = express();
    this.app.use(express.json());
    this.app.use((error, req, res, next) => {
      if (error.type !== "entity.parse.failed") return next(error);
      return res.sendStatus(400);
    });
  }

  init() {
    this.app.get("/shifts", (req, res) => res.json([]));
    this.app.use((error, req, res, next) => {
      res.status(500).json({ message: "failed" });
    });
  }

  open() {
    this.app.listen(3000);
  }
};
