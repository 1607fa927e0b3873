const express = require('express');
const debug = require('debug')('chat');
const cors = require('cors');

const app = express();
app.use(cors({ origin: '*' }));
app.get('/', (req, res) => res.send('hi'));
app.listen(3000, () => debug('ready'));
