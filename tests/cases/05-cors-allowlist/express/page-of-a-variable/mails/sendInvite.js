exports.invite = (to, link) => console.log("to", to, link);
