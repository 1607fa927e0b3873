var express = require('express');
require('dotenv').config();
var mongoose = require('mongoose');
var tickets = require('./routes/tickets');

mongoose.connect(process.env.MONGODB_URL);

var app = express();

app.use(express.json());
app.use('/tickets', tickets);

module.exports = app;
