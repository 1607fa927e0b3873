import { Response } from "express";

export interface Controller {
  list(): Promise<Response>;
}
