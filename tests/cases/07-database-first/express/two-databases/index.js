const express = require("express");
const { sequelize } = require("./models");

const app = express();

app.get("/", require("./routes"));

(async () => {
  try {
    await sequelize.authenticate();
    console.log("connected");
  } catch (error) {
    console.error(error);
  }
})();

app.listen(3000);
