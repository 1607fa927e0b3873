import express from 'express';

const index = express();
index.use(express.json());

import { limiter } from './middleware/limiter';
import { pupils } from './routes/pupils';

index.use(limiter);
index.use('/pupils', pupils);

index.listen(3000, '0.0.0.0');
