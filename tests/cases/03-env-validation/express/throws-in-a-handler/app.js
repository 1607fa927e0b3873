const express = require("express");
const auth = require("./auth");

const app = express();
app.use(auth);
app.get("/", (req, res) => res.json(req.user));
app.listen(3000);
