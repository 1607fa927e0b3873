import express from 'express';
import { createServer } from 'http';
import sockets from './sockets';

const app = express();
const server = createServer(app);
sockets.attach(server);
server.listen(3000);
