const express = require("express");

express()
  .use(express.json())
  .get("/films", (req, res) => res.json([]))
  .listen(3000);
