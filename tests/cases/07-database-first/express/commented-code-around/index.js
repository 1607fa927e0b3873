const express = require('express')
const { sequelize } = require('./db')

const app = express()
const port = process.env.PORT || 3000

// connectCache().then(() => {
sequelize
  .authenticate()
  .then(() => console.log('connected'))
  .catch(err => console.error('no database', err))
// });

app.get('/', (req, res) => res.send('hello'))

// Start
app.listen(port, '0.0.0.0', () => console.log(`listens on ${port}`))
