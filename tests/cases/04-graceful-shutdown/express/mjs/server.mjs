import { readFileSync } from "fs";
import express from "express";

const page = readFileSync("index.html");
const app = express();

app.get("/", (req, res) => res.send(page));

try {
  app.listen(3000);
} catch (error) {
  console.error(error);
}
