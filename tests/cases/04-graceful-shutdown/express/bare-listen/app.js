const express = require("express");

const app = express();

app.use(express.json());

app.get("/rooms", (req, res) => {
  res.json([]);
});

app.listen(3000, () => {
  console.log("listening on 3000");
});
