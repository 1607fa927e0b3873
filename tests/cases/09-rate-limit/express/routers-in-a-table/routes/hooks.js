const { Router } = require("express");

const hooks = Router();

hooks.post("/payments", (req, res) => res.sendStatus(204));

module.exports = { hooks };
