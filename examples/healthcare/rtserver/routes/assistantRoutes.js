const express = require("express");
const verifyToken = require("../middleware/verifyToken");

const router = express.Router();

const backendai = process.env.BACKENDAI_URL || "http://localhost:5002";

router.post("/summary", verifyToken, async (req, res) => {
  const { patient_id } = req.body || {};
  try {
    const answer = await fetch(
      `${backendai}/api/summaries/patients/${Number(patient_id)}`
    );
    res.status(answer.status).json(await answer.json());
  } catch (error) {
    console.error("backendai did not answer:", backendai, error);
    res.status(502).json({ message: "The assistant is not available" });
  }
});

module.exports = router;
