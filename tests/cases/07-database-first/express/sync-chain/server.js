const express = require("express");
const app = express();

const db = require("./models");
db.sequelize
  .sync({ alter: true })
  .then(() => {
    console.log("Synced the tables.");
  })
  .catch((err) => {
    console.log("Could not sync: " + err.message);
  });

app.get("/", (req, res) => res.json({ ok: true }));

const PORT = process.env.PORT || 8080;
app.listen(PORT, () => {
  console.log(`Listens on ${PORT}.`);
});
