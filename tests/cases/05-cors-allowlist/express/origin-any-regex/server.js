const express = require("express");
const cors = require("cors");

const app = express();

app.use(cors({ origin: /.*/, credentials: true }));

app.get("/feed", (req, res) => {
  res.type("application/atom+xml").send("<feed/>");
});

app.listen(3000);
