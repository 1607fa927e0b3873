const express = require("express");
const fs = require("node:fs");
const path = require("node:path");

const exportsFolder = path.join(__dirname, "exports");

fs.mkdirSync(exportsFolder, { recursive: true });
fs.mkdirSync("uploads", { recursive: true });
const app = express();

app.get("/health", (req, res) => res.sendStatus(200));
app.get("/orders", (req, res) => res.json([]));

app.listen(process.env.PORT || 3000);
