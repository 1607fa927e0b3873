const express = require("express");
const { query } = require("./db");

const app = express();
app.get("/", async (req, res) => res.json(await query("SELECT 1")));
app.listen(3000);
