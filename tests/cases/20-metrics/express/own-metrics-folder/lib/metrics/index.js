exports.weigh = (id) => 100 * id.length;
