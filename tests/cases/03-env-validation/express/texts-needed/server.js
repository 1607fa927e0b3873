const express = require('express');
const crypto = require('crypto');
const jwt = require('jsonwebtoken');
const { connect } = require('./lib/database');
const { digest } = require('./lib/digest');

const app = express();
const greeting = `Hello from ${process.env.LETTERS_NAME}`;

app.use((req, res, next) => connect(req.hostname).then(() => next(), next));

app.get('/hello', (req, res) => res.send(greeting));

app.post('/reset', (req, res) => {
  const secret = process.env.RESET_KEY + req.body.email;
  const token = jwt.sign({ email: req.body.email }, secret);
  res.send(`<p><a href="${process.env.WEB_URL}/reset?token=${token}&seal=${digest(process.env.SEAL_SECRET + token)}">Reset</a>`);
});

app.post('/files', (req, res) => {
  res.redirect(`https://${process.env.FILES_BUCKET}.files.example.com/${crypto.randomUUID()}`);
});

app.listen(3000);
