import express from 'express'
import { signedIn } from './lib/auth.js'

const app = express()

app.get('/notes', signedIn, (req, res) => res.json([]))

app.listen(3000)
