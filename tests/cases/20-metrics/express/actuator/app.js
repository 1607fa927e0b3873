const express = require("express");
const actuator = require("express-actuator");

const app = express();

app.use(actuator());

app.get("/", (req, res) => res.send("up"));

app.listen(3000);
