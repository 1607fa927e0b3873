resource "aws_kms_key" "this" {
  description = "${var.project}-${var.environment} in ${var.aws_region}"
}
