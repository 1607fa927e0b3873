import express from 'express';
import { rooms } from './routes/rooms.js';

const app = express();
const port = process.env.PORT ?? 8080;

app.use('/rooms', rooms);

app.listen(port, '0.0.0.0', () => console.log(`up on ${port}`));

export default app;
