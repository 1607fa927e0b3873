const express = require("express");
const links = require("./links");

const app = express();

app.get("/:id", (req, res) => {
  const target = links.get(req.params.id);
  return target ? res.redirect(target) : res.sendStatus(404);
});

app.listen(3000);
