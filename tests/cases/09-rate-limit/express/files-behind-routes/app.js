const express = require("express");

const app = express();

app.use(express.json());

app.get("/threads", (req, res) => res.json([]));
app.post("/login", (req, res) => res.sendStatus(401));

app.use(express.static("public"));

app.listen(3000);
