const express = require("express");
const { coolDown } = require("./utils/shutdown");

const app = express();
app.post("/kilns/:id/off", (req, res) => res.json(coolDown(req.params.id)));
app.listen(4000);
