const express = require("express");

const app = express();

app.get("/qr/:text", (req, res) => res.send(req.params.text));
app.get('/healthz', (req, res) => { res.sendStatus(200); });

app.listen(3000);
