const express = require('express');
const mongoose = require('mongoose');
const { stopping } = require('./stopping');

const app = express();
app.get('/', (req, res) => res.send('sails'));

const server = app.listen(3000);
stopping(async () => {
  await mongoose.disconnect();
  server.close(() => process.exit(0));
});
