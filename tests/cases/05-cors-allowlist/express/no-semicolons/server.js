import cors from 'cors'
import express from 'express'

import inbox from './lib/inbox.js'

const app = express()

app.use(cors({
  origin: '*',
  credentials: true
}))

app.get('/inbox', async (req, res) => {
  const messages = await inbox.unread(req.query.user)
  res.json({ messages })
})

app.listen(process.env.PORT || 3000, () => {
  console.log('inbox is up')
})
