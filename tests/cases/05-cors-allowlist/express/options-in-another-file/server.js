const express = require("express");
const cors = require("cors");
const corsOptions = require("./config/cors");

const app = express();

app.use(cors(corsOptions));
app.use(express.json());

app.get("/contacts", (req, res) => {
  res.json([]);
});

app.listen(3000);
