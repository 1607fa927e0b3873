import "reflect-metadata";
import express from "express";

import { AppDataSource } from "./data-source";
import bookRouter from "./routes/book.routes";

const app = express();
app.use(express.json());
app.use("/books", bookRouter);

AppDataSource.initialize()
  .then(() => {
    app.listen(3000, () => {
      console.log("library is up");
    });
  })
  .catch((error) => console.error(error));
