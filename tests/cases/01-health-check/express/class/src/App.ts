import express, { Application } from "express";

import { spacesRouter } from "./routes/spaces";

export class App {
  public readonly app: Application;

  constructor(private readonly port: number) {
    this.app = express();
    this.middleware();
    this.routes();
  }

  public listen(): void {
    this.app.listen(this.port, () => {
      console.log(`parking on ${this.port}`);
    });
  }

  private middleware(): void {
    this.app.use(express.json());
  }

  private routes(): void {
    this.app.use("/spaces", spacesRouter);
    this.app.get("*", (_req, res) => {
      res.status(404).json({ error: "not found" });
    });
  }
}
