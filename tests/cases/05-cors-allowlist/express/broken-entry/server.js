const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors());

app.get("/inbox", (req, res) => {
  res.json({ messages: [ });
});

app.listen(3000);
