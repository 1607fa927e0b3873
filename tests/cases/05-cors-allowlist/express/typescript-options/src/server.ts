import cors from 'cors';
import express, { Application, Request, Response } from 'express';

import { corsOptions } from './config/cors';
import { bookings } from './routes/bookings';

const app: Application = express();

app.use(cors(corsOptions));
app.use(express.json());

app.get('/', (_req: Request, res: Response) => {
  res.send('booking');
});
app.use('/bookings', bookings);

app.listen(Number(process.env.PORT ?? 3000));
