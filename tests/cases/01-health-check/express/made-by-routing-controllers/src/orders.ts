import { Get, JsonController } from "routing-controllers";

@JsonController("/orders")
export class OrderController {
  @Get("/")
  all() {
    return [];
  }
}
