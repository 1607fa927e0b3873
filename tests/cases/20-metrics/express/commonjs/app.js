const express = require("express");
const cors = require("cors");
const { rateLimit } = require("express-rate-limit");
const patients = require("./routes/patients");

const app = express();
app.set("trust proxy", 1);

// For the load balancer
app.get("/health", (req, res) => {
  res.json({ status: "ok" });
});

const corsOptions = {
  origin: ["https://clinic.example.com"],
};
app.use(cors(corsOptions));
app.use(rateLimit({ windowMs: 60000, limit: 300 }));
app.use(express.json());

app.use("/api/patients", patients);

app.listen(process.env.PORT || 3000);
