import express from "express";

export const app = express();

app.get("/", (req, res) => res.send("up"));

export default app;

app.listen(3000);
