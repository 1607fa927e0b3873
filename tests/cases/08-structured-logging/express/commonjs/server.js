const express = require("express");
const orders = require("./routes/orders");
require("dotenv").config();

const app = express();

app.use(express.json());

app.use("/orders", orders);

// nothing else is here
app.use((req, res) => {
  res.status(404).json({ message: "Not found" });
});

const port = process.env.PORT || 3000;
app.listen(port, () => {
  console.log("listening on", port);
});
