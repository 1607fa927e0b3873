import express from 'express'
import { sequelize } from './db.js'

const app = express()

app.get('/notes', async (req, res) => {
  res.json(await sequelize.models.Note.findAll())
})

app.listen(process.env.PORT || 3000)
