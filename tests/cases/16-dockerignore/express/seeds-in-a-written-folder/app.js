const express = require("express");
const fs = require("fs");

console.log(`${fs.readdirSync("uploads").length} uploads`);

const app = express();
app.post("/things", (req, res) => {
  fs.writeFileSync(`uploads/${Date.now()}`, "");
  res.sendStatus(201);
});
app.listen(3000);
