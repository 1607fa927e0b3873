import express from 'express';
import { PORT } from '@config';
import { signedIn } from './middlewares/auth';
import { createToken } from './services/tokens';

const app = express();

app.post('/login', (req, res) => {
  res.cookie('Authorization', createToken(1)).end();
});
app.get('/me', signedIn, (req, res) => {
  res.json(res.locals.user);
});

app.listen(PORT || 3000);
