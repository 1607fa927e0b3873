var express = require('express'), morgan = require('morgan'), app = express(), port = 3000;

app.use(morgan('dev')); app.use(express.json());
app.get('/films', function (req, res) { res.json([]); });
app.listen(port);
