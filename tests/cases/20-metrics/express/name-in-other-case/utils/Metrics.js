exports.seats = 12;
