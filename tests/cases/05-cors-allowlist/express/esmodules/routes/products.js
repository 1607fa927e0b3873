import { Router } from "express";

export const products = Router();

products.get("/", (req, res) => {
  res.json([{ sku: "tea-100", price: 4.5 }]);
});
