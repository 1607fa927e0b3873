const express = require("express");
const { createHmac } = require("crypto");

const app = express();
const hmac = createHmac("sha256", process.env.SIGNING_SECRET);

app.get("/", (req, res) => res.send(hmac.copy().digest("hex")));

app.listen(3000);
