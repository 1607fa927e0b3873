require("dotenv").config();

const cors = require("cors");
const express = require("express");

const orders = require("./routes/orders");

const app = express();

app.use(
  cors({
    origin: "*",
    credentials: true,
  })
);
app.use(express.json());

app.use("/orders", orders);

const port = process.env.PORT || 3000;
app.listen(port, () => {
  console.log(`orders listens on ${port}`);
});
