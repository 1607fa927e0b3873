import express from 'express';
import jwt from 'jsonwebtoken';
import { prisma } from './prisma/client';

const app = express();

app.get('/articles', async (req, res) => {
  jwt.verify(req.headers.authorization ?? '', process.env.JWT_SECRET!);
  res.json(await prisma.article.findMany());
});

app.listen(3000);
