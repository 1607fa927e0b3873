const path = require("path");
const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors({ origin: "https://forum.example.com" }));
app.use(express.json());
app.use(express.static(path.join(__dirname, "public")));

app.get("/threads", (req, res) => res.json([]));
app.post("/login", (req, res) => res.sendStatus(401));

app.listen(3000);
