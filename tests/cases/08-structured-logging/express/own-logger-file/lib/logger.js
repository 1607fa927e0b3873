exports.info = (text) => console.log(new Date(), text);
