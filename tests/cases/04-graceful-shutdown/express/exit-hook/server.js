const exitHook = require('async-exit-hook');
const express = require('express');

const app = express();
app.get('/', (req, res) => res.send('sails'));

const server = app.listen(3000);
exitHook((done) => server.close(done));
