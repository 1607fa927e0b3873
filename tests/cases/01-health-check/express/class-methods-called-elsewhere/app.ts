import express, { Application } from "express";
import { spacesRouter } from "./routes/spaces";

export class App {
  public readonly app: Application;

  constructor(private readonly port: number) {
    this.app = express();
  }

  public listen(): void {
    this.app.listen(this.port, () => {
      console.log(`parking on ${this.port}`);
    });
  }

  public middleware(): void {
    this.app.use(express.json());
  }

  public routes(): void {
    this.app.use("/spaces", spacesRouter);
  }
}
