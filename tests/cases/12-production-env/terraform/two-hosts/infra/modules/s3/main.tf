resource "aws_s3_bucket" "this" {
  bucket = "${var.project}-${var.environment}"

  tags = {
    Key = var.kms_key_arn
  }
}
