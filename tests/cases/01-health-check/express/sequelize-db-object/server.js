const express = require('express');
const bodyParser = require('body-parser');
const db = require('./models');

const app = express();
app.use(bodyParser.json());

db.sequelize.sync().then(() => {
  console.log('Database is in sync.');
});

app.get('/', (req, res) => {
  res.json({ message: 'Welcome to the clinic.' });
});

require('./routes/visit.routes')(app);

const PORT = process.env.PORT || 8080;
app.listen(PORT, () => {
  console.log(`Server is running on port ${PORT}.`);
});
