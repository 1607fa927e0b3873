import express, { Application } from "express";
import { router } from "./router";

export class App {
  public app: Application;
  private port: number;

  constructor(port: number) {
    this.app = express();
    this.port = port;
    this.app.use(express.json());
    this.app.use("/api", router);
  }

  public listen(): void {
    this.app.listen(this.port, () => {
      console.log(`up on ${this.port}`);
    });
  }
}
