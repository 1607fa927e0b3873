import { connect } from "amqplib";
import { queue } from "../config";

export function open() {
  if (queue.url) {
    return connect(queue.url);
  }
  return connect({ hostname: queue.host, username: queue.user });
}
