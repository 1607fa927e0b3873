const express = require("express");
const ai = require("./routes/ai");

const app = express();

app.use(express.json());
app.use("/api/ai", ai);
app.get("/api/linkedin-ai/health", (req, res) => res.json({ model: "up" }));

app.listen(3000);
