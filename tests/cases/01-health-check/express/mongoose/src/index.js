import 'dotenv/config';
import express from 'express';

import { connect } from './db.js';
import posts from './routes/posts.js';

const app = express();

app.use(express.json());
app.use('/posts', posts);

await connect(process.env.MONGO_URL);

app.listen(process.env.PORT ?? 3000, () => {
  console.log('blog is up');
});
