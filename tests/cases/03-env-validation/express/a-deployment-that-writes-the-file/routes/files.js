const { Router } = require('express')

const router = Router()

router.get('/', async (req, res) => {
  const answer = await fetch('https://files.example.com', { headers: { authorization: process.env.FILES_TOKEN } })
  res.status(answer.status).end()
})

if (process.env.STRIPE_KEY) {
  router.post('/pay', (req, res) => res.json({ key: process.env.STRIPE_KEY }))
}

module.exports = router
