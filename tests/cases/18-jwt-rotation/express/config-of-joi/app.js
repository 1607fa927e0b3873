const express = require("express");
const signedIn = require("./middleware/signedIn");

const app = express();

app.get("/notes", signedIn, (req, res) => {
  res.json({ owner: req.user.id });
});

app.listen(process.env.PORT || 3000);
