const express = require("express");

const app = express();
app.use(require('@acme/sessions')(process.env.CACHE_URL));

app.get("/health", (req, res) => res.sendStatus(200));
app.get("/orders", (req, res) => res.json([]));

app.listen(process.env.PORT || 3000);
