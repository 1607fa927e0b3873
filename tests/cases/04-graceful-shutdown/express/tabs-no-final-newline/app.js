const express = require('express')
const Redis = require('ioredis')

const redis = new Redis()
const app = express()

app.get('/', (req, res) => {
	res.send('up')
})

app.listen(3000, () => {
	console.log('up')
})