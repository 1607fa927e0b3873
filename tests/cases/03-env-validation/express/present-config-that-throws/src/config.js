function env(name, fallback) {
  const value = process.env[name] || fallback;
  if (value === undefined) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

module.exports = { site: env("SITE_URL"), port: env("PORT", 3000) };
