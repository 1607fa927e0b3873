const mongoose = require('mongoose');
const express = require('express');

const app = express();
app.get('/', (req, res) => res.send('up'));

let server;
mongoose.connect(process.env.MONGO_URI).then(() => {
  server = app.listen(3000, () => {
    console.log('up');
  });
});

process.on('uncaughtException', () => {
  if (server) {
    server.close();
  }
});
