import 'dotenv/config'
import express from 'express'
import { issue, check } from './tokens.js'

const app = express()

app.post('/sessions/:user', (req, res) => {
  res.json(issue(req.params.user))
})

app.get('/sessions', (req, res) => {
  res.json(check(req.get('Authorization') ?? ''))
})

app.listen(3000)
