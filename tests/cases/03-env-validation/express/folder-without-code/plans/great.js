exports.hall = process.env.HALL.trim();
