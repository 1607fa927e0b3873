const { load } = require("./load");

load().then((app) => app.listen(3000));
