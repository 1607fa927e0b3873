exports.hall = 'great';
