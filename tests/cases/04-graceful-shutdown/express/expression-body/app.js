const express = require("express");
const db = require("./models");

const app = express();
app.get("/", (req, res) => res.send("up"));

db.sequelize.sync().then(() => app.listen(3000));
