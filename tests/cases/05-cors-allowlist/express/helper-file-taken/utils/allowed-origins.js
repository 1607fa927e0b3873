module.exports = ["https://shop.example.com"];
