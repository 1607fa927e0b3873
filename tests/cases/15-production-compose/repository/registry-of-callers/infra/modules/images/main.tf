variable "environment" {
  type = string
}

variable "repositories" {
  type = list(string)
}

resource "aws_ecr_repository" "this" {
  for_each = toset(var.repositories)
  name     = "${var.environment}-${each.key}"
}
