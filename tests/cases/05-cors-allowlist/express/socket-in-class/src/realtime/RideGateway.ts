import { Server as HttpServer } from "http";
import { Server, Socket } from "socket.io";

export class RideGateway {
  private readonly io: Server;

  constructor(server: HttpServer) {
    this.io = new Server(server, {
      path: "/realtime",
      cors: {
        origin: "*",
        methods: ["GET", "POST"],
      },
    });
    this.io.on("connection", (socket) => this.join(socket));
  }

  publish(ride: string, position: unknown): void {
    this.io.to(ride).emit("position", position);
  }

  private join(socket: Socket): void {
    socket.on("follow", (ride: string) => socket.join(ride));
  }
}
