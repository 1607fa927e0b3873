import express from 'express';
import { members } from './members';

const app = express();

app.use('/members', members);

app.listen(process.env.PORT || 3000);
