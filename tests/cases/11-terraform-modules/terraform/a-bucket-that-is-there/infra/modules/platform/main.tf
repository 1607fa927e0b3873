resource "aws_kms_key" "data" {
  enable_key_rotation = true
}

resource "aws_ecr_repository" "api" {
  name = "api"
}

resource "aws_s3_bucket" "uploads" {
  bucket_prefix = "uploads-"
}

resource "aws_secretsmanager_secret" "api" {
  name = "api"
}

resource "aws_cloudwatch_log_group" "api" {
  name = "/shop/api"
}
