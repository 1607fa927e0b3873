import { Router } from 'express'

export const books = Router()

books.get('/', (_req, res) => {
  res.json([])
})
