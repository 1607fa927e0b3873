const express = require('express')
const multer = require('multer')

const app = express()
const storage = multer.diskStorage({
  destination: (req, file, done) => done(null, 'uploads/'),
  filename: (req, file, done) => done(null, `${Date.now()}-${file.originalname}`),
})
const avatars = multer.diskStorage({
  destination: (req, file, done) => done(null, `uploads/${req.params.kind}`),
  filename: (req, file, done) => done(null, `${Date.now()}-${file.originalname}`),
})
app.post('/files', multer({ storage }).single('file'), (req, res) => res.end())
app.post('/:kind', multer({ storage: avatars }).single('file'), (req, res) => res.end())
app.listen(3000)
