import { Router } from 'express';
import films from './films';
import users from './users';

const api = Router()
  .use(films)
  .use(users);

export default Router().use('/api', api);
