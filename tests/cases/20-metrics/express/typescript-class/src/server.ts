import express, { Application } from "express";
import helmet from "helmet";
import invoices from "./routes/invoices";

export class Server {
    private readonly app: Application;

    constructor() {
        this.app = express();
        this.app.use(helmet());
        this.app.use(express.json());
        this.app.use("/users/:user/invoices", invoices);
    }

    start(): void {
        this.app.listen(3000);
    }
}
