const express = require('express');
const cors = require('cors');

const app = express();

app.use(cors);
app.use(express.json());

app.get('/tags', (req, res) => {
  res.json(['home', 'work']);
});

app.listen(5000);
