require('dotenv').config();
const express = require('express');
const jwt = require('jsonwebtoken');
const config = require('./config');
const cache = require('./stores/cache');
const { pool, documents } = require('./stores/database');

const app = express();

documents();

app.post('/login', async (req, res) => {
  if (config.closed) {
    return res.redirect(process.env.NOTICE_URL);
  }
  const { rows } = await pool.query('SELECT * FROM users WHERE name = $1', [req.body.name]);
  if (rows.length === 0) {
    return res.redirect(`${process.env.SITE_URL}/register`);
  }
  await cache.set(rows[0].id, Date.now());
  res.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET) });
});

app.listen(3000);
