const express = require('express');
const config = require('./config');
const { BucketStore } = require('./bucket-store');
const { startMail } = require('./mail');

function store() {
  switch (config.store) {
    case 'bucket':
      return new BucketStore();
    default:
      return new Map();
  }
}

const pictures = store();
startMail();

const app = express();
app.get('/:id', (req, res) => res.send(pictures.get(req.params.id)));
app.listen(3000);
