import cors from "cors";
import express from "express";

const app = express();

app.use(cors());

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(3000);
