const express = require("express");

const app = express();
const ai = process.env.AI_URL || "http://localhost:8001/v1";
const mail = process.env.MAIL_URL ?? "http://localhost:1025";
const elsewhere = process.env.MAPS_URL || "https://maps.example.com";

app.get("/health", (req, res) => res.sendStatus(200));
app.get("/orders", async (req, res) => res.json(await (await fetch(`${ai}/answers`)).json()));
app.get("/settings", (req, res) => res.json({ mail, elsewhere }));

app.listen(process.env.PORT || 3000);
