import express from 'express';
import jwt from 'jsonwebtoken';

const signedIn = (req, res, next) => {
  if (!process.env.BADGE_SECRET) throw new Error('not set up');
  req.user = jwt.verify(req.get('authorization'), process.env.BADGE_SECRET);
  next();
};

const app = express();
app.get('/me', signedIn, (req, res) => res.json(req.user));
app.listen(3000);
