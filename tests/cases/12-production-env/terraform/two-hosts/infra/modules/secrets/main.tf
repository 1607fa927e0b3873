resource "aws_secretsmanager_secret" "this" {
  name       = "${var.project}/${var.environment}"
  kms_key_id = var.kms_key_arn
}
