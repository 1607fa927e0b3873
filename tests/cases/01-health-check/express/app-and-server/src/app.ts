import express from 'express';
import helmet from 'helmet';

import notes from './routes/notes';
import { notFound, onError } from './middleware/errors';

const app = express();

app.use(helmet());
app.use(express.json());

app.use('/notes', notes);

app.use(notFound);
app.use(onError);

export default app;
