const express = require("express");

const app = express();
app.set("trust proxy", 1);
app.use(express.json());

app.get("/notes", (req, res) => res.json([]));

app.listen(3000);
