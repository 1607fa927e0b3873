const express = require('express');
const tables = require('./services/tables');

const app = express();
const ready = tables(true).start();

app.get('/', (req, res) => res.json({ ok: true }));

app.listen(process.env.PORT || 3000, () => {
  console.log('up');
  return ready;
});
