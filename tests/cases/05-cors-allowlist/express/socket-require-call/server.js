const express = require('express')
const app = express()
const server = require('http').createServer(app)
const io = require('socket.io')(server, { cors: { origin: '*' } })

app.use(express.static('public'))

app.get('/boards', (req, res) => {
  res.json(['roadmap', 'retro'])
})

io.on('connection', socket => {
  socket.on('draw', stroke => socket.broadcast.emit('draw', stroke))
})

server.listen(process.env.PORT || 3000)
