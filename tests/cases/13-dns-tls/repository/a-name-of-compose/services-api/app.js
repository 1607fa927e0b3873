const express = require("express");

const app = express();
app.use(express.json());
app.get("/health", (req, res) => res.json({ status: "ok" }));
app.use("/api/orders", require("./routes/orders"));

app.listen(3000);
