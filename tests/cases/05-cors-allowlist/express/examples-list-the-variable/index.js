const express = require('express');
const cors = require('cors');
const app = express();

app.use(cors());
app.use(express.json());

const notes = [];

app.get('/notes', (req, res) => res.json(notes));
app.post('/notes', (req, res) => {
  notes.push({ text: req.body.text, at: Date.now() });
  res.sendStatus(201);
});

app.listen(5000, () => console.log('Server running on port 5000'));
