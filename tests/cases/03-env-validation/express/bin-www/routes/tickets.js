var express = require('express');
var jwt = require('jsonwebtoken');

var secret = process.env.JWT_SECRET;
var router = express.Router();

router.get('/', function (req, res) {
  res.json(jwt.verify(req.headers.authorization, secret));
});

module.exports = router;
