import express from 'express'
import morgan from 'morgan'
import { log } from './lib/log.js'

export function createApp() {
  const app = express()

  app.use(morgan('combined', { stream: log }))
  app.use(express.json())

  app.get('/orders/:id', (req, res) => {
    res.json({ id: req.params.id })
  })

  return app
}
