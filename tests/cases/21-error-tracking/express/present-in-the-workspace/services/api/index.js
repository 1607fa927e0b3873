const express = require("express");
const rollbar = require("@example/reports");

const app = express();
app.get("/", (req, res) => res.send("all"));
app.use(rollbar.errorHandler());
app.listen(3000);
