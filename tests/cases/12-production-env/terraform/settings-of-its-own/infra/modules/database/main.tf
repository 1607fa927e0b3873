resource "aws_db_instance" "this" {
  identifier                  = "${var.stage}-shop"
  engine                      = "postgres"
  engine_version              = "16"
  instance_class              = "db.t4g.small"
  allocated_storage           = 200
  username                    = "shop"
  manage_master_user_password = true
  storage_encrypted           = true
  kms_key_id                  = "alias/shop"
  backup_retention_period     = 14
  deletion_protection         = true
  skip_final_snapshot         = false
  final_snapshot_identifier   = "${var.stage}-shop-final"
}
