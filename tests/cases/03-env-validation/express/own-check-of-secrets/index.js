require("./utils/check-jwt-secrets");
const express = require("express");

const app = express();
app.get("/vaults", (req, res) => res.json({ region: process.env.VAULT_REGION.toUpperCase() }));
app.listen(3000);
