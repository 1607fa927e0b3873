const express = require('express')
const morgan = require('morgan')
const rooms = require('./routes/rooms')

class Server {
	constructor() {
		this.app = express()
		this.middlewares()
		this.routes()
	}

	middlewares() {
		this.app.enable('trust proxy')
		this.app.use(morgan('tiny'))
		this.app.use(express.json())
	}

	routes() {
		this.app.use('/v1/rooms', rooms)
		this.app.post('/v1/login', (req, res) => res.sendStatus(401))
	}

	listen() {
		this.app.listen(3000)
	}
}

module.exports = Server
