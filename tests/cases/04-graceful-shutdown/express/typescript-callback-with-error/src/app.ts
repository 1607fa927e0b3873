import express from "express";

const app = express();
app.get("/", (_req, res) => res.send("up"));

function up(error: Error) {
  console.log(error ?? "up");
}

app.listen(3000, up);
