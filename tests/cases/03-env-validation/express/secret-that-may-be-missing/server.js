const express = require('express');
const jwt = require('jsonwebtoken');

const app = express();
app.get('/me', (req, res) => {
  const secret = process.env.BADGE_SECRET;
  if (!secret) {
    return res.json({ name: 'guest' });
  }
  res.json(jwt.verify(req.query.badge, secret));
});
app.listen(3000);
