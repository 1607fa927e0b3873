import * as cors from 'cors';
import * as express from 'express';

const app: express.Application = express();

app.use(cors({ origin: true }));

app.get('/', (_req: express.Request, res: express.Response) => {
  res.send('booking');
});

app.listen(3000);
