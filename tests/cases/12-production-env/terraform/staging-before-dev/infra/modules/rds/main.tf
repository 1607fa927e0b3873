resource "aws_db_subnet_group" "this" {
  name       = "${var.environment}-db"
  subnet_ids = var.subnet_ids
}

resource "aws_db_instance" "this" {
  identifier              = "${var.environment}-db"
  engine                  = "mysql"
  engine_version          = "8.0.33"
  instance_class          = "db.t4g.small"
  allocated_storage       = 20
  username                = "app"
  password                = var.db_password
  db_subnet_group_name    = aws_db_subnet_group.this.name
  publicly_accessible     = false
  storage_encrypted       = true
  backup_retention_period = 1
  skip_final_snapshot     = var.skip_final_snapshot
}
