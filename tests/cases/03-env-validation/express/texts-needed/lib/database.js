const mongoose = require('mongoose');

exports.connect = async (tenant) => {
  const uri = `mongodb+srv://${process.env.MONGO_USER}:${process.env.MONGO_PASS}@db.example.com/${tenant}`;
  await mongoose.connect(uri);
};
