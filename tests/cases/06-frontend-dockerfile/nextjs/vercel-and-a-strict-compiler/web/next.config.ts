export default {
  basePath: '/shop',
};
