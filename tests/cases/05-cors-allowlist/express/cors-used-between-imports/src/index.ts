import express from 'express';
import cors from 'cors';

const open = cors({ origin: '*' });

import { rooms } from './rooms';

const app = express();
app.use(open);
app.use('/rooms', rooms);
app.listen(3000);
