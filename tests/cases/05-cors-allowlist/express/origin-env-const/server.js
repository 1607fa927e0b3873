import express from "express";
import cors from "cors";

const { CORS_ORIGIN = "*", PORT = 3000 } = process.env;
const allowed = process.env.FRONTEND_URL ?? "*";

const app = express();
app.use("/public", cors({ origin: CORS_ORIGIN }));
app.use(cors({ origin: allowed, credentials: true }));

app.get("/search", (req, res) => {
  res.json({ query: req.query.q, hits: [] });
});

app.listen(PORT);
