const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

(async () => {
  await new Promise((resolve) => app.listen({ port: 3000 }, resolve));
  console.log("up");
})();
