import express from "express";

const app = express();
const webhook = process.env.WEBHOOK_URL;

app.post("/alerts", async (req, res) => {
  await fetch(webhook, { method: "POST", body: `from ${process.env.SENDER_NAME}` });
  res.status(202).end();
});

app.listen(process.env.PORT);
