import { Router } from 'express'

import Reading from '../models/reading.js'

const router = Router()

router.get('/', async (req, res) => {
  res.json(await Reading.findAll())
})

export default router
