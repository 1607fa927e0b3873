import { Router } from 'express';
import mongoose from 'mongoose';

const Post = mongoose.model('Post', { title: String, body: String });

const router = Router();

router.get('/', async (req, res) => {
  res.json(await Post.find().limit(20));
});

export default router;
