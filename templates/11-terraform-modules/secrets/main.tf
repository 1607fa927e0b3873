# Only the secret: its values are put in with the AWS CLI, so that they are in no Terraform state
resource "aws_secretsmanager_secret" "this" {
  #checkov:skip=CKV2_AWS_57:the values come from other services, which a rotation function cannot change
  name                    = "${var.project}/${var.environment}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 30
}
