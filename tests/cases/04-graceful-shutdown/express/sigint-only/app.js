const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

process.on("SIGINT", () => process.exit(0));

app.listen(3000);
