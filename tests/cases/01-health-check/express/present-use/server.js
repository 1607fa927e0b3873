import express from "express";

const app = express();

app.use("/health", async (req, res) => {
  res.json({ uptime: process.uptime() });
});
app.get("/qr/:text", (req, res) => res.send(req.params.text));

app.listen(3000);
