import express from 'express';
import { pool } from './pool.js';

export default class Api {
    app: any;
    server: any;

    constructor() {
        this.app = express();
        this.server = null;
    }

    init() {
        this.app.get('/bookings', async (_req: any, res: any) => {
            res.json((await pool.query('SELECT * FROM bookings')).rows);
        });
    }

    open() {
        this.server = this.app.listen(3000, () => {
            console.log('open');
        });
        return this.server;
    }

    async close() {
        await new Promise<void>((resolve) => {
            if (!this.server) return resolve();
            this.server.close(() => resolve());
        });
        await pool.end();
    }
}
