const express = require('express');
const mysql = require('mysql2');

const app = express();
const db = mysql.createPool(process.env.DATABASE_URL);

app.get('/', (req, res) => {
    db.query('SELECT 1', (error, rows) => res.json(rows));
});

app.listen(3000, function () {
    console.log('up');
});
