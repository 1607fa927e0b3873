const express = require("express");
const { limitLogins } = require("./lib/limit-logins");

const app = express();

app.use(express.json());
app.post("/login", limitLogins, (req, res) => res.sendStatus(401));

app.listen(3000);
