import express from 'express'
import { users } from './routes/users.js'
import { books } from './routes/books.js'

export const app = express()

app.use(express.json())

app.use('/users', users)
app.use('/books', books)

app.get('/status', (_req, res) => {
  res.json({ up: true })
})

app.listen(process.env.PORT ?? 3000)
