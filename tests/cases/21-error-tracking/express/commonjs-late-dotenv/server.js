'use strict'

// the web framework
const express = require('express')
const visits = require('./routes/visits')
require('dotenv').config()

const app = express()

app.use(express.json())
app.use('/api/visits', visits)

// whatever is left
app.use((req, res) => {
  res.status(404).json({ message: 'Not found' })
})

const port = process.env.PORT || 4000
app.listen(port, () => console.log(`listening on ${port}`))
