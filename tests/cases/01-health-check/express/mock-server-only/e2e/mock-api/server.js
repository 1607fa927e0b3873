const express = require("express");

const app = express();
app.get("/api/me", (req, res) => res.json({ name: "Asha" }));

app.listen(4001);
