const { fork } = require('node:child_process');
const express = require('express');

const seats = new URL(process.env.SEATS_URL);
const printer = fork('./printer.js');

const app = express();
app.get('/', (req, res) => {
  printer.send(seats.host);
  res.send('sent');
});
app.listen(process.env.PORT || 3000);
