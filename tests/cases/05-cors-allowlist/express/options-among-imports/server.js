const express = require("express");
const corsOptions = { origin: "*", credentials: true };
const cors = require("cors")(corsOptions);
const orders = new Map();

const app = express();

app.use(cors);

app.get("/orders", (req, res) => {
  res.json([...orders.values()]);
});

app.listen(3000);
