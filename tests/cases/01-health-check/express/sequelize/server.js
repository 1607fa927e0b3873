require("dotenv").config();

const express = require("express");

const { sequelize } = require("./models");
const patients = require("./routes/patients");

const app = express();

app.use(express.json());

app.use("/patients", patients);

const port = process.env.PORT || 3000;

sequelize
  .sync()
  .then(() => app.listen(port, () => console.log(`clinic on ${port}`)))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
