const { Router } = require("express");
const { prisma } = require("@shop/shared");

const router = Router();

router.get("/", async (req, res) => res.json(await prisma.order.findMany()));

module.exports = router;
