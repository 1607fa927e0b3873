exports.list = (req, res) => res.json([]);
exports.add = (req, res) => res.sendStatus(201);
