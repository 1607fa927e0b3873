import express from "express";
import { Database } from "./database";

const app = express();

const start = async () => {
  try {
    await Database.connect();

    app.listen(3000, () => console.log("up"));
  } catch (error) {
    console.error("not started", error);
    process.exit(1);
  }
};

start();
