import express, { Application, NextFunction, Request, Response } from "express";

export class Server {
  private readonly app: Application;

  constructor() {
    this.app = express();
    this.app.use(express.json());
    // a body that is no JSON is the fault of the client
    this.app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
      res.status(400).json({ message: error.message });
    });
    this.routes();
  }

  private routes(): void {
    this.app.get("/orders", (_req, res) => res.json([]));
  }

  start(): void {
    this.app.listen(8080);
  }
}
