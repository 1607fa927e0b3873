resource "aws_ecr_repository" "this" {
  name = var.name
}

resource "aws_ecr_repository" "cache" {
  name = "${var.environment}-cache"
}
