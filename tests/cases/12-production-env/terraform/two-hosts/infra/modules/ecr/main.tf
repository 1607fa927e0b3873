resource "aws_ecr_repository" "this" {
  for_each = toset(var.repositories)

  name = "${var.environment}-${each.key}"

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn
  }
}
