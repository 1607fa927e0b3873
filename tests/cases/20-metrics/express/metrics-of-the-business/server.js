const express = require("express");
const metrics = require("./routes/metrics");

const app = express();

app.use(express.json());
app.use("/metrics", metrics);

app.listen(3000);
