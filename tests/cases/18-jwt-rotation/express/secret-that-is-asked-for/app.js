const express = require("express");
const jwt = require("jsonwebtoken");

const app = express();

// signed links are a feature that most installations leave off
if (process.env.LINK_SECRET) {
  app.get("/shared/:token", (req, res) => {
    res.json(jwt.verify(req.params.token, process.env.LINK_SECRET));
  });
}

app.listen(3000);
