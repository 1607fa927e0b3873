const express = require("express");

const app = express();
app.get("/signs", (req, res) => {
  res.writeHead(200, { "Access-Control-Allow-Origin": "https://signs.example" });
});

app.listen(3000);
