import { Router } from 'express';

const router = Router();

router.post('/users', (req, res) => res.sendStatus(201));
router.post('/users/login', (req, res) => res.json({}));

export default router;
