class Settings {
  uri = process.env.MONGO_URI;
  secret = process.env.SESSION_SECRET;
}

module.exports = new Settings();
