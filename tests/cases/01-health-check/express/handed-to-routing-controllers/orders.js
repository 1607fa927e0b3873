exports.OrderController = class OrderController {};
