import express from "express";
import { connect } from "./connect";

const start = async () => {
  if (!process.env.JWT_KEY) {
    throw new Error("JWT_KEY must be defined");
  }
  await connect();
  const app = express();
  app.get("/", (_req, res) => res.send(process.env.JWT_KEY));
  app.listen(3000);
};

start();
