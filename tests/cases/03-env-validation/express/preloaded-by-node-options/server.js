import express from 'express';

const seats = new URL(process.env.SEATS_URL);

const app = express();
app.get('/', (req, res) => res.send(seats.host));
app.listen(process.env.PORT || 3000);
