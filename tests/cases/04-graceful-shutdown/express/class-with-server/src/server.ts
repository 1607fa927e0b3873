import express from 'express';
import http from 'http';

class Api {
    private app = express();
    private server: http.Server;

    constructor() {
        this.server = http.createServer(this.app);
        this.app.get('/', (_req, res) => {
            res.send('up');
        });
    }

    start(port: number) {
        this.server.listen(port, () => console.log('up'));
    }
}

new Api().start(3000);
