var express = require('express');

var app = module.exports = express();

app.use(express.json());

app.get('/pages', function (req, res) {
  res.json([]);
});

app.listen(3000);
