import express from 'express';
import mongoose from 'mongoose';

const app = express();

app.get('/films', async (req, res) => {
	res.json(await mongoose.model('Film').find());
});

mongoose.connect(process.env.MONGO_URL, {
	serverSelectionTimeoutMS: 5000
}).then(() => {
	app.listen(3000);
});