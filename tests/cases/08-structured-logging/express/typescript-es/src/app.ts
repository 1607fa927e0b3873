import express, { type Express } from 'express'

import { orders } from './orders.js'

export function createApp(): Express {
  const app = express()
  app.disable('x-powered-by')

  app.use('/orders', orders)

  return app
}
