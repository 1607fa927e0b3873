import express from 'express'

import readings from './routes/readings.js'

const app = express()

app.use('/readings', readings)

app.listen(3000)
