let orders;

exports.connect = () => {
  if (orders) return;
  orders = new URL(process.env.ORDERS_URL);
};
