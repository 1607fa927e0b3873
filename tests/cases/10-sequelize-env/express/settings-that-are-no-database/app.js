const express = require("express");
const { sequelize } = require("./models");

const log = require("./config/log").development;

const app = express();

app.get("/notes", async (req, res) => {
  res.json(await sequelize.models.Note.findAll());
});

log.write("start");

app.listen(process.env.PORT || 3000);
