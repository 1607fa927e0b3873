require("./utils/check-jwt-secrets");
const express = require("express");
const signedIn = require("./middleware/signedIn");

const app = express();

app.get("/notes", signedIn, (req, res) => {
  res.json({ owner: req.user.id });
});

app.use("/auth", require("./routes/auth"));

app.listen(process.env.PORT || 3000);
