exports.corsOptions = { origin: "*", maxAge: 600 };
