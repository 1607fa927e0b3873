const express = require("express");
const cors = require("cors");

const app = express();
if (process.env.NODE_ENV === "production") {
  app.use(cors());
}
app.get("/orders", (req, res) => res.json([]));

app.listen(3000);
