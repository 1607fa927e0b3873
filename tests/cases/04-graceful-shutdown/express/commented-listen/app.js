const express = require("express");
const app = express();
app.get("/", (req, res) => res.send("up"));

const PORT = 3000;
// app.listen(PORT);
// starts the service
app.listen(PORT, "127.0.0.1");
