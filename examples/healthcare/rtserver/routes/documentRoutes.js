const express = require("express");
const verifyToken = require("../middleware/verifyToken");
const {
  uploadDocument,
  listDocuments,
} = require("../controllers/documentController");

const router = express.Router();

router.use(verifyToken);
router.post("/", uploadDocument);
router.get("/:patientId", listDocuments);

module.exports = router;
