const express = require("express");
const config = require("./config");

const app = express();
app.get("/", (req, res) => res.redirect(config.site));
app.listen(3000);
