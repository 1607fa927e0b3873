exports.price = (crowns) => `${crowns} kr`;
