const express = require('express')
const multer = require('multer')

const app = express()
const DEFAULT = 'uploads/1695388401234-avatar.png'
const storage = multer.diskStorage({
  destination: (req, file, done) => done(null, 'uploads/'),
  filename: (req, file, done) => done(null, `${Date.now()}-${file.originalname}`),
})
app.post('/files', multer({ storage }).single('file'), (req, res) => res.end())
app.get('/avatar', (req, res) => res.sendFile(DEFAULT, { root: process.cwd() }))
app.listen(3000)
