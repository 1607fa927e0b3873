const Rota = require("./rota");

new Rota().open();
