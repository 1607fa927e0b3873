const Api = require("./api");

new Api().open();
