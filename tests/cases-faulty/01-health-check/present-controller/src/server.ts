import express from "express";

import { HealthController } from "./HealthController";

const app = express();

app.use("/", new HealthController().router);
app.get("/qr/:text", (req, res) => {
  res.send(req.params.text);
});

app.listen(3000);
