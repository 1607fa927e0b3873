const express = require("express");

const required = ["SITE_URL", "TOKEN"];
const missing = required.filter((name) => !process.env[name]);
if (missing.length) {
  console.error("missing", missing);
  process.exit(1);
}

const app = express();
app.get("/", (req, res) => res.redirect(process.env.SITE_URL));
app.listen(3000);
