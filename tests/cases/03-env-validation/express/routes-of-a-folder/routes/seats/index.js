const router = require('express').Router();

const seats = new URL(process.env.SEATS_URL);

router.get('/seats', (req, res) => res.send(seats.host));

module.exports = router;
