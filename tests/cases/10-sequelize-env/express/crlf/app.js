const express = require("express");
const { sequelize } = require("./models");

const app = express();

app.get("/notes", async (req, res) => {
  res.json(await sequelize.models.Note.findAll());
});

app.listen(process.env.PORT || 3000);
