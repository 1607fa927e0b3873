import cors from 'cors';
import express from 'express';

import { corsOptions, port } from './config/http.js';
import contacts from './routes/contacts.js';

const app = express();

app.use(cors(corsOptions));
app.use('/contacts', contacts);

app.listen(port);
