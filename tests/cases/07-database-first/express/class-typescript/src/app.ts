import express, { Application } from 'express';
import { AppDataSource } from './data-source';

export class App {
    public app: Application = express();

    constructor(private readonly port: number) {
        this.routes();
    }

    private routes(): void {
        this.app.get('/', (_req, res) => {
            res.send('hello');
        });
    }

    public listen(): void {
        AppDataSource.initialize()
            .then(() => console.log('connected'))
            .catch((error) => console.error(error));

        this.app.listen(this.port, () => {
            console.log(`App listens on ${this.port}`);
        });
    }
}
