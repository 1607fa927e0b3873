const express = require('express');
const http = require('http');
const https = require('https');
const { options } = require('./options');

const app = express();
app.get('/', (req, res) => res.send('sails'));

const maker = options.key ? https : http;
const server = maker.createServer(options, app);

server.listen(3000, () => console.log('ready'));
