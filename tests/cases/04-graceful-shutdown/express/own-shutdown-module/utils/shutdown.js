// a kiln is shut down over hours
exports.coolDown = (id) => ({ id, hours: 12 });
