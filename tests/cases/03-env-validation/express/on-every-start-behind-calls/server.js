const express = require('express');
const { connect } = require('./orders');

const app = express();
app.get('/', (req, res) => res.send('ok'));

if (require.main === module) {
  connect();
  app.listen(3000);
}
