const db = require('../models');

module.exports = (app) => {
  const router = require('express').Router();

  router.get('/', async (req, res) => {
    res.send(await db.visits.findAll());
  });

  app.use('/api/visits', router);
};
