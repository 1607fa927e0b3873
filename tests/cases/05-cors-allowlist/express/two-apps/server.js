const express = require("express");
const cors = require("cors");

const api = express();
api.use(cors());
api.get("/inbox", (req, res) => {
  res.json({ messages: [] });
});

const admin = express();
admin.get("/users", (req, res) => {
  res.json([]);
});

api.listen(3000);
admin.listen(3001);
