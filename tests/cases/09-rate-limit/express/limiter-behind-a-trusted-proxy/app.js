require("dotenv").config();
const express = require("express");
const cors = require("cors");
const authRoutes = require("./routes/auth");
const orderRoutes = require("./routes/orders");
const messageRoutes = require("./routes/messages");

const app = express();

app.get("/health", (req, res) => res.json({ status: "healthy" }));

const corsOptions = {
  origin: ["https://app.example.com"],
  credentials: true,
};
app.use(cors(corsOptions));

// Bodies of up to 10 MB, for pictures
app.use(express.json({ limit: "10mb" }));
app.set("trust proxy", true);

app.get("/", (req, res) => {
  res.send("orders is up");
});

app.use("/api/auth", authRoutes);
app.use("/api/orders", orderRoutes);
app.use("/api/messages", messageRoutes);

app.listen(3000);
