const { Router } = require('express')
const jwt = require('jsonwebtoken')

const router = Router()

router.post('/', (req, res) => {
  const token = jwt.sign({ id: req.body.id }, process.env.JWT_SECRET, { expiresIn: process.env.JWT_TTL || '1h' })
  res.json({ token, link: `${process.env.SITE_URL}/welcome` })
})

module.exports = router
