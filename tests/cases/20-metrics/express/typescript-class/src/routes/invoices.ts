import { Router } from "express";

const router = Router({ mergeParams: true });

router.get("/:invoice", (req, res) => {
    res.json(req.params);
});

export default router;
