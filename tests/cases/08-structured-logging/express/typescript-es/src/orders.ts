import { Router } from 'express'

export const orders = Router()
orders.get('/:id', (req, res) => {
  res.json({ id: req.params.id })
})
