const express = require("express");
const app = express();

app.get("/inbox", (req, res) => {
  res.json({ messages: [] });
});

app.listen(3000);
app.use(require("cors")())