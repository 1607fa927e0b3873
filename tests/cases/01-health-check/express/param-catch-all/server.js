const express = require('express')
const links = require('./links.json')

const app = express()

app.get('/:id', (req, res) => {
  const target = links[req.params.id]
  if (!target) return res.sendStatus(404)
  res.redirect(target)
})

app.listen(3000)
