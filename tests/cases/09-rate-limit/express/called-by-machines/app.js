const express = require("express");
const { serve } = require("inngest/express");
const { inngest, functions } = require("./jobs");

const app = express();

app.use(express.json());
app.use("/api/inngest", serve({ client: inngest, functions }));
app.post("/api/hooks/billing", (req, res) => res.sendStatus(204));
app.get("/api/threads", (req, res) => res.json([]));

app.listen(3000);
