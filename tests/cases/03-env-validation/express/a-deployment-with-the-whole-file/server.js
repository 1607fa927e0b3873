'use strict'

// the web framework
const express = require('express')
const db = require('./models')
require('dotenv').config()

const app = express()

app.use('/api/login', require('./routes/login'))
app.use('/api/files', require('./routes/files'))

app.listen(process.env.PORT || 4000)
