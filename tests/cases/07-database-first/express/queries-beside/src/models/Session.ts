import { Column, Model, Table } from "sequelize-typescript";

@Table
class Session extends Model<Session> {
  @Column
  status: string;
}

export default Session;
